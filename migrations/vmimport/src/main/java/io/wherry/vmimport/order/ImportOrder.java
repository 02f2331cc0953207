package io.wherry.vmimport.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import io.wherry.spi.SourceMachine;
import java.util.Map;

/**
 * Everything about the import of one machine, frozen when its run begins: later edits of plan, maps
 * or source do not change a run under way. Stored as {@code spec.order} of the Run.
 *
 * @param plan the Plan object
 * @param migration the Migration object
 * @param machine the source machine as the inventory showed it
 */
public record ImportOrder(
    ObjectName plan,
    ObjectName migration,
    Source source,
    SourceMachine machine,
    Target target,
    Options options) {
  // Components only; and an older program must be able to read what a newer one has frozen.
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** An object of the API as it was seen. */
  public record ObjectName(String namespace, String name, String uid) {}

  /**
   * The source provider.
   *
   * @param type wire name
   * @param secretNamespace empty when the provider has no Secret
   */
  public record Source(
      ObjectName provider,
      String type,
      String url,
      Map<String, String> settings,
      String secretNamespace,
      String secretName) {}

  /** The wire form. */
  public ObjectNode toJson() {
    return JSON.valueToTree(this);
  }

  /**
   * Reads the wire form.
   *
   * @throws Defect the tree is no order of this version
   */
  public static ImportOrder of(JsonNode tree) {
    try {
      return JSON.treeToValue(tree, ImportOrder.class);
    } catch (JsonProcessingException e) {
      throw new Defect("A Run carries an order that cannot be read: " + e.getOriginalMessage(), e);
    }
  }
}
