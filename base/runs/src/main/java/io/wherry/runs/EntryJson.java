package io.wherry.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.LegKey;
import io.wherry.problems.Defect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Journal entries as JSON. Released journals must stay readable: fields are only ever added. */
public final class EntryJson {
  private EntryJson() {}

  public static ArrayNode write(List<Entry> entries) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    entries.forEach(e -> array.add(write(e)));
    return array;
  }

  public static List<Entry> read(JsonNode array) {
    List<Entry> result = new ArrayList<>();
    array.forEach(n -> result.add(read((ObjectNode) n)));
    return result;
  }

  private static ObjectNode write(Entry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("entry", entry.getClass().getSimpleName());
    switch (entry) {
      case Entry.Opened e -> {
        node.put("itinerary", e.itinerary()).put("revision", e.revision());
        ArrayNode traits = node.putArray("traits");
        e.traits().forEach(traits::add);
      }
      case Entry.Began e -> leg(node, e.leg());
      case Entry.Noted e -> leg(node, e.leg()).put("key", e.key()).put("value", e.value());
      case Entry.Finished e -> {
        leg(node, e.leg());
        if (!e.facts().isEmpty()) {
          ObjectNode facts = node.putObject("facts");
          e.facts().forEach(facts::put);
        }
      }
      case Entry.Stopped e ->
          leg(node, e.leg())
              .put("code", e.trouble().code())
              .put("message", e.trouble().message())
              .put("advice", e.trouble().advice());
      case Entry.RoundEnded e ->
          node.put("path", e.path()).put("round", e.round()).put("last", e.last());
      case Entry.TurnedBack e -> node.put("why", e.why().name());
      case Entry.Undone e -> leg(node, e.leg()).put("leftBehind", e.leftBehind());
      case Entry.Ended e -> node.put("result", e.result().name());
    }
    return node.put("at", entry.at().toString());
  }

  private static ObjectNode leg(ObjectNode node, LegKey leg) {
    return node.put("path", leg.path()).put("step", leg.step()).put("round", leg.round());
  }

  private static Entry read(ObjectNode n) {
    Instant at = Instant.parse(n.path("at").asText());
    return switch (n.path("entry").asText()) {
      case "Opened" ->
          new Entry.Opened(
              n.path("itinerary").asText(),
              n.path("revision").asInt(),
              texts(n.path("traits")),
              at);
      case "Began" -> new Entry.Began(leg(n), at);
      case "Noted" -> new Entry.Noted(leg(n), n.path("key").asText(), n.path("value").asText(), at);
      case "Finished" -> new Entry.Finished(leg(n), map(n.path("facts")), at);
      case "Stopped" -> new Entry.Stopped(leg(n), trouble(n), at);
      case "RoundEnded" ->
          new Entry.RoundEnded(
              n.path("path").asText(), n.path("round").asInt(), n.path("last").asBoolean(), at);
      case "TurnedBack" -> new Entry.TurnedBack(Ending.valueOf(n.path("why").asText()), at);
      case "Undone" -> new Entry.Undone(leg(n), n.path("leftBehind").asText(), at);
      case "Ended" -> new Entry.Ended(Entry.Result.valueOf(n.path("result").asText()), at);
      default -> throw new Defect("A run's journal has an unknown entry: " + n);
    };
  }

  private static Entry.Trouble trouble(JsonNode n) {
    return new Entry.Trouble(
        n.path("code").asText(), n.path("message").asText(), n.path("advice").asText());
  }

  private static LegKey leg(JsonNode n) {
    return new LegKey(n.path("path").asText(), n.path("step").asText(), n.path("round").asInt());
  }

  private static List<String> texts(JsonNode array) {
    List<String> result = new ArrayList<>();
    array.forEach(t -> result.add(t.asText()));
    return result;
  }

  private static Map<String, String> map(JsonNode object) {
    Map<String, String> result = new LinkedHashMap<>();
    object.properties().forEach(e -> result.put(e.getKey(), e.getValue().asText()));
    return result;
  }
}
