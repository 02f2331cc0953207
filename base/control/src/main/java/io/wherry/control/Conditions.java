package io.wherry.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Pure rules of upstream's condition lists. */
public final class Conditions {
  private Conditions() {}

  /**
   * Conditions found now, and what stood before, give the new list: one per type, where several
   * findings share a type the worst category wins and all items and messages are kept; durable ones
   * stay; lastTransitionTime moves only when something else changed.
   *
   * @param before {@code status.conditions} as stored, may be missing
   * @param drop durable types that must go
   */
  public static ArrayNode settle(
      JsonNode before, List<Condition> found, Collection<String> drop, Instant now) {
    Map<String, Condition> merged = new LinkedHashMap<>();
    found.forEach(c -> merged.merge(c.type(), c, Conditions::merge));
    Map<String, JsonNode> old = new HashMap<>();
    before.forEach(c -> old.put(c.path("type").asText(), c));
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    before.forEach(c -> {
      String type = c.path("type").asText();
      if (c.path("durable").asBoolean() && !merged.containsKey(type) && !drop.contains(type)) {
        result.add(c);
      }
    });
    merged.values().forEach(c -> result.add(timed(c.toJson(), old.get(c.type()), now)));
    return result;
  }

  /** True when the list has the type with status True. */
  public static boolean has(JsonNode conditions, String type) {
    for (JsonNode c : conditions) {
      if (c.path("type").asText().equals(type) && c.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  /** True when a finding blocks the object. */
  public static boolean anyBlocks(List<Condition> found) {
    return found.stream().anyMatch(c -> c.category().blocks());
  }

  private static Condition merge(Condition a, Condition b) {
    Condition lead = b.category().worse(a.category()) == a.category() ? a : b;
    var items = new LinkedHashSet<>(a.items());
    items.addAll(b.items());
    String message =
        a.message().contains(b.message())
            ? a.message()
            : b.message().contains(a.message()) ? b.message() : a.message() + " " + b.message();
    return new Condition(
        lead.type(),
        lead.category(),
        lead.reason(),
        message,
        lead.suggestion().isEmpty() ? a.suggestion() + b.suggestion() : lead.suggestion(),
        new ArrayList<>(items),
        a.durable() || b.durable());
  }

  private static ObjectNode timed(
      ObjectNode fresh, @org.jspecify.annotations.Nullable JsonNode old, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    if (old != null) {
      ObjectNode without = old.deepCopy();
      JsonNode oldTime = without.remove("lastTransitionTime");
      if (without.equals(fresh) && oldTime != null) {
        time = oldTime.asText();
      }
    }
    return fresh.put("lastTransitionTime", time);
  }
}
