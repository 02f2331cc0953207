package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.patch.FieldOwners.Key;
import io.wherry.apiserver.patch.FieldOwners.Operation;
import io.wherry.apiserver.schema.SchemaNode;

/** Keeps {@code metadata.managedFields} true for writes that are no applies. */
public final class UpdateTracking {
  private UpdateTracking() {}

  /**
   * Brings the entries of {@code after} up to date, in place: changed fields now belong to the
   * writer and to nobody else. A writer that sends an empty list of entries resets them; entries it
   * sends otherwise are ignored.
   *
   * @param before as stored; an empty object on create
   */
  public static void track(
      ObjectNode before, ObjectNode after, SchemaNode schema, FieldWriter writer) {
    FieldOwners owners = FieldOwners.of(before);
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

  private static ObjectNode bare(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    return copy;
  }
}
