package io.wherry.storage.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run does; frozen when it is made.
 *
 * @param goal what is wanted
 * @param machines in the order in which they are taken, one after the other
 */
record StorageOrder(Name plan, Name migration, Goal goal, List<Machine> machines) {
  // An older program must be able to read what a newer one has frozen.
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What a migration is for. */
  enum Goal {
    STAGE,
    CUTOVER,
    ROLLBACK
  }

  /** An object of the API as it was seen. */
  record Name(String namespace, String name, String uid) {}

  /** A virtual machine and the volumes that are moved. */
  record Machine(Name vm, List<Volume> volumes) {}

  /**
   * A volume. A rollback's source is the claim that the migration made.
   *
   * @param volume name inside the machine
   * @param request size of the target, bytes
   * @param sourceUid UID of the source claim; empty in orders of versions that did not note it
   */
  record Volume(
      String volume,
      String source,
      String target,
      Storage storage,
      long request,
      @Nullable String sourceUid) {}

  /** How the target is made; empty strings leave it to the class. */
  record Storage(String storageClass, String accessMode, String volumeMode) {}

  /** The wire form. */
  ObjectNode toJson() {
    return JSON.valueToTree(this);
  }

  /**
   * Reads the wire form.
   *
   * @throws Defect the tree is no order of this version
   */
  static StorageOrder of(JsonNode tree) {
    try {
      return JSON.treeToValue(tree, StorageOrder.class);
    } catch (JsonProcessingException e) {
      throw new Defect("A Run carries an order that cannot be read: " + e.getOriginalMessage(), e);
    }
  }
}
