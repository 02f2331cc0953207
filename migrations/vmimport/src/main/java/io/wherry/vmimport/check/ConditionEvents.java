package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.WherryException;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.names.DnsNames;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a Kubernetes Event for every condition that comes, changes or goes. The same event again
 * raises the count of the one that is there. An event that cannot be written is only logged.
 *
 * @source plans-and-migrations.md section 1.1
 */
final class ConditionEvents {
  private static final Logger LOG = LoggerFactory.getLogger(ConditionEvents.class);

  private final KubeApi api;
  private final Clock clock;

  ConditionEvents(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  /** Tells the difference between two condition lists of the object. */
  void tell(Resource object, JsonNode before, JsonNode after) {
    Map<String, JsonNode> old = byType(before);
    for (JsonNode condition : after) {
      JsonNode was = old.remove(condition.path("type").asText());
      if (was == null || !text(was).equals(text(condition))) {
        write(object, condition, text(condition));
      }
    }
    old.values().forEach(gone -> write(object, gone, "No longer: " + text(gone)));
  }

  private static Map<String, JsonNode> byType(JsonNode conditions) {
    Map<String, JsonNode> result = new HashMap<>();
    conditions.forEach(c -> result.put(c.path("type").asText(), c));
    return result;
  }

  private static String text(JsonNode condition) {
    return condition.path("message").asText();
  }

  private void write(Resource object, JsonNode condition, String message) {
    try {
      String identity = object.uid() + condition.path("type").asText() + message;
      String stem = DnsNames.cut(object.name(), 200);
      String name = stem + "." + DnsNames.digest(identity, 16);
      ResourceKey key = new ResourceKey(Kinds.EVENT, object.namespace(), name);
      Optional<Resource> present = api.get(key);
      if (present.isPresent()) {
        api.patch(key, again(present.get()));
      } else {
        api.create(Kinds.EVENT, event(object, condition, message, name));
      }
    } catch (WherryException e) {
      LOG.debug("no event for {}: {}", object, e.getMessage());
    }
  }

  private ObjectNode again(Resource present) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("count", present.at("count").asInt(1) + 1)
        .put("lastTimestamp", now());
  }

  private Resource event(Resource object, JsonNode condition, String message, String name) {
    ObjectNode tree = Resource.of(Kinds.EVENT, object.namespace(), name).mutableCopy();
    tree.putObject("involvedObject")
        .put("apiVersion", object.apiVersion())
        .put("kind", object.kind())
        .put("namespace", object.namespace())
        .put("name", object.name())
        .put("uid", object.uid());
    String category = condition.path("category").asText();
    boolean bad = category.equals("Critical") || category.equals("Error");
    tree.put("type", bad || category.equals("Warn") ? "Warning" : "Normal");
    tree.put("reason", condition.path("type").asText()).put("message", message);
    tree.put("count", 1).put("firstTimestamp", now()).put("lastTimestamp", now());
    tree.putObject("source").put("component", "wherry-controller");
    return new Resource(tree);
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
