package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entries of {@code metadata.managedFields}: who owns which fields. Mutable, one use. */
final class FieldOwners {
  /** How an entry came about. */
  enum Operation {
    Apply,
    Update
  }

  /** What tells entries apart. For applies the version does not matter. */
  record Key(String manager, Operation operation, String apiVersion, String subresource) {
    static Key of(FieldWriter writer, Operation operation) {
      String version = operation == Operation.Apply ? "" : writer.apiVersion();
      return new Key(writer.manager(), operation, version, writer.subresource());
    }
  }

  /** One entry. */
  record Entry(FieldSet fields, String apiVersion, String time) {}

  /** As Kubernetes: more entries of updates than this are folded into one. */
  private static final int MAX_UPDATE_ENTRIES = 10;

  private static final String ANCIENT = "ancient-changes";

  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  static FieldOwners of(JsonNode object) {
    FieldOwners owners = new FieldOwners();
    for (JsonNode entry : object.path("metadata").path("managedFields")) {
      Operation operation =
          entry.path("operation").asText().equals("Apply") ? Operation.Apply : Operation.Update;
      String version = entry.path("apiVersion").asText();
      Key key =
          new Key(
              entry.path("manager").asText(),
              operation,
              operation == Operation.Apply ? "" : version,
              entry.path("subresource").asText());
      FieldSet fields = FieldSet.parse(entry.path("fieldsV1"));
      owners.entries.put(key, new Entry(fields, version, entry.path("time").asText()));
    }
    return owners;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Optional<Entry> get(Key key) {
    return Optional.ofNullable(entries.get(key));
  }

  void put(Key key, Entry entry) {
    if (entry.fields().isEmpty()) {
      entries.remove(key);
    } else {
      entries.put(key, entry);
    }
  }

  /** Sets the fields of a writer; the time moves only when the fields do. */
  void own(Key key, FieldSet fields, FieldWriter writer) {
    Entry old = entries.get(key);
    boolean same =
        old != null && old.fields().equals(fields) && old.apiVersion().equals(writer.apiVersion());
    if (!same) {
      put(key, new Entry(fields, writer.apiVersion(), stamp(writer)));
    }
  }

  private static String stamp(FieldWriter writer) {
    return DateTimeFormatter.ISO_INSTANT.format(writer.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /** All that anybody owns. */
  FieldSet all() {
    return entries.values().stream().map(Entry::fields).reduce(new FieldSet(), FieldSet::union);
  }

  List<Key> others(Key key) {
    return entries.keySet().stream().filter(other -> !other.equals(key)).toList();
  }

  FieldSet fields(Key key) {
    Entry entry = entries.get(key);
    return entry == null ? new FieldSet() : entry.fields();
  }

  /** Takes fields from everybody but the writer. */
  void takeFromOthers(Key key, FieldSet fields) {
    for (Key other : others(key)) {
      Entry entry = entries.get(other);
      if (entry != null) {
        put(other, new Entry(entry.fields().minus(fields), entry.apiVersion(), entry.time()));
      }
    }
  }

  /** The name of an owner in a conflict message; appliers are known by their name alone. */
  String shown(Key key) {
    StringBuilder text = new StringBuilder("\"" + key.manager() + "\"");
    if (!key.subresource().isEmpty()) {
      text.append(" with subresource \"").append(key.subresource()).append('"');
    }
    if (key.operation() == Operation.Update) {
      text.append(" using ").append(key.apiVersion());
    }
    return text.toString();
  }

  /** Writes the entries into the object's metadata. */
  void writeTo(ObjectNode object) {
    foldOldUpdates();
    ObjectNode metadata = object.withObjectProperty("metadata");
    if (entries.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    ArrayNode list = metadata.putArray("managedFields");
    entries.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<Key, Entry> e) -> e.getKey().operation())
                .thenComparing(e -> e.getValue().time())
                .thenComparing(e -> e.getKey().manager())
                .thenComparing(e -> e.getKey().subresource()))
        .forEach(entry -> write(entry.getKey(), entry.getValue(), list.addObject()));
  }

  private static void write(Key key, Entry entry, ObjectNode into) {
    into.put("apiVersion", entry.apiVersion()).put("fieldsType", "FieldsV1");
    into.set("fieldsV1", entry.fields().toJson());
    into.put("manager", key.manager()).put("operation", key.operation().name());
    if (!key.subresource().isEmpty()) {
      into.put("subresource", key.subresource());
    }
    if (!entry.time().isEmpty()) {
      into.put("time", entry.time());
    }
  }

  private void foldOldUpdates() {
    List<Key> updates =
        entries.entrySet().stream()
            .filter(e -> e.getKey().operation() == Operation.Update)
            .sorted(Comparator.comparing(e -> e.getValue().time()))
            .map(Map.Entry::getKey)
            .toList();
    int surplus = updates.size() - MAX_UPDATE_ENTRIES;
    for (int i = 0; i <= surplus && surplus > 0; i++) {
      fold(updates.get(i));
    }
  }

  private void fold(Key key) {
    Entry old = entries.remove(key);
    if (old == null) {
      return;
    }
    Key ancient = new Key(ANCIENT, Operation.Update, key.apiVersion(), "");
    FieldSet fields = fields(ancient).union(old.fields());
    entries.put(ancient, new Entry(fields, old.apiVersion(), old.time()));
  }
}
