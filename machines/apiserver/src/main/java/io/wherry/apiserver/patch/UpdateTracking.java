package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.patch.FieldOwners.Key;
import io.wherry.apiserver.patch.FieldOwners.Operation;
import io.wherry.apiserver.schema.SchemaNode;

/** Keeps {@code metadata.managedFields} true for writes that are no applies. */
public final class UpdateTracking {
  private UpdateTracking() {}

  /**
   * Brings the entries of {@code after} up to date, in place: changed fields now belong to the
   * writer and to nobody else. Entries that the writer sends are taken, so that owners can be
   * edited by hand; a list with one empty entry forgets all owners, no list keeps those stored.
   *
   * @param before as stored; an empty object on create
   */
  public static void track(
      ObjectNode before, ObjectNode after, SchemaNode schema, FieldWriter writer) {
    FieldOwners owners = owners(before, after, writer);
    Comparison changes = Comparison.between(bare(before), bare(after), schema);
    FieldSet gained = TrackedFields.of(changes.changed(), writer);
    FieldSet lost = TrackedFields.strip(changes.removed());
    Key key = Key.of(writer, Operation.Update);
    if (!gained.isEmpty() || !lost.isEmpty()) {
      owners.takeFromOthers(key, gained.union(lost));
      owners.own(key, owners.fields(key).minus(lost).union(gained), writer);
    }
    owners.writeTo(after);
  }

  private static FieldOwners owners(ObjectNode before, ObjectNode after, FieldWriter writer) {
    JsonNode sent = after.path("metadata").path("managedFields");
    if (sent.isEmpty() || !writer.subresource().isEmpty()) {
      return FieldOwners.of(before);
    }
    if (sent.size() == 1 && sent.get(0).isEmpty()) {
      return new FieldOwners();
    }
    try {
      return FieldOwners.of(after);
    } catch (PatchRefused _) {
      // As Kubernetes: entries that cannot be read are as good as none.
      return FieldOwners.of(before);
    }
  }

  private static ObjectNode bare(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    return copy;
  }
}
