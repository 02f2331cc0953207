package io.wherry.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Category;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.TreePatch;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes the status of upstream's storage migration kinds, which have no status subresource: it is
 * part of the object, and patched with it.
 *
 * @source storage-migration.md section 1
 */
public record MigStatus(KubeApi api, Clock clock) {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  /** The condition that says that nothing is in the way. */
  public static Condition ready(String message) {
    return Condition.of("Ready", Category.Required, "Done", message);
  }

  /**
   * Writes conditions, the digest of the spec and other fields, if anything differs. Blocks; an
   * object that is gone is fine.
   *
   * @param seen the object that was judged
   * @param found all conditions that hold now; durable ones of before stay
   * @param fields other fields of the status, null nodes to remove them
   */
  public void write(ResourceKey key, Resource seen, List<Condition> found, ObjectNode fields) {
    ObjectNode after =
        seen.at("status") instanceof ObjectNode before
            ? before.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    fields
        .properties()
        .forEach(f -> {
          if (f.getValue().isNull()) {
            after.remove(f.getKey());
          } else {
            after.set(f.getKey(), f.getValue());
          }
        });
    after.set(
        "conditions",
        Conditions.settle(seen.at("status", "conditions"), found, List.of(), clock.instant()));
    after.put("observedDigest", digest(seen.at("spec")));
    ObjectNode difference = TreePatch.between(seen.at("status"), after);
    if (!difference.isEmpty()) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.set("status", difference);
      patch(key, patch);
    }
  }

  private void patch(ResourceKey key, JsonNode patch) {
    try {
      Resource _ = api.patch(key, patch);
    } catch (InvalidRequest refused) {
      if (api.get(key).isPresent()) {
        throw refused;
      }
      // Deleted meanwhile: nobody will read it.
    }
  }

  /** SHA-256 of the JSON, in hex; clients compare it to see which spec was judged. */
  public static String digest(JsonNode spec) {
    try {
      byte[] text =
          JSON.writeValueAsString(JSON.treeToValue(spec, Object.class))
              .getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new Defect("The digest of a spec cannot be made.", e);
    }
  }
}
