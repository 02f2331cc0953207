package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.patch.FieldOwners.Key;
import io.wherry.apiserver.patch.FieldOwners.Operation;
import io.wherry.apiserver.schema.SchemaNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Server-side apply: a writer states the fields it cares about; what it states is set, what it no
 * longer states and nobody else owns is removed, and fields of others are left alone or fought for.
 *
 * @source Kubernetes documentation, "Server-Side Apply"
 */
public final class ServerSideApply {
  /** What happens with fields that others own. */
  public enum OnConflict {
    REFUSE,
    TAKE_OVER
  }

  private ServerSideApply() {}

  /**
   * The live object with the applied fields; {@code metadata.managedFields} is up to date. When
   * nothing changes the result equals the live object.
   *
   * @param live as stored; an empty object when there is none
   * @param applied the fields that the writer states; not changed
   * @throws ApplyConflict when fields of others would change and that is not wanted
   * @throws PatchRefused when the applied object brings managedFields of its own
   */
  public static ObjectNode apply(
      ObjectNode live,
      ObjectNode applied,
      SchemaNode schema,
      FieldWriter writer,
      OnConflict onConflict) {
    if (applied.path("metadata").path("managedFields").size() > 0) {
      throw PatchRefused.malformed("metadata.managedFields must be nil");
    }
    FieldOwners owners = ownersOf(live, schema);
    Key key = Key.of(writer, Operation.Apply);
    FieldSet before = owners.fields(key);
    FieldSet stated = TrackedFields.of(FieldPaths.of(applied, schema), writer);
    ObjectNode merged = (ObjectNode) FieldMerge.merge(withoutOwners(live), applied, schema);
    owners.own(key, stated, writer);
    FieldMerge.removeUnowned(merged, before, owners.all(), schema);
    Comparison changes = Comparison.between(withoutOwners(live), merged, schema);
    List<FieldConflict> conflicts = conflicts(owners, key, changes);
    if (!conflicts.isEmpty() && onConflict == OnConflict.REFUSE) {
      throw new ApplyConflict(conflicts);
    }
    owners.takeFromOthers(key, changes.changed().union(changes.removed()));
    owners.writeTo(merged);
    return merged;
  }

  private static FieldOwners ownersOf(ObjectNode live, SchemaNode schema) {
    FieldOwners owners = FieldOwners.of(live);
    if (owners.isEmpty() && !live.isEmpty()) {
      String version = live.path("apiVersion").asText();
      Key key = new Key("before-first-apply", Operation.Update, version, "");
      ObjectNode nothing = JsonNodeFactory.instance.objectNode();
      Comparison whole = Comparison.between(nothing, live, schema);
      FieldSet everything = TrackedFields.strip(whole.added());
      owners.put(key, new FieldOwners.Entry(everything, version, ""));
    }
    return owners;
  }

  private static ObjectNode withoutOwners(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    return copy;
  }

  private static List<FieldConflict> conflicts(FieldOwners owners, Key key, Comparison changes) {
    List<FieldConflict> conflicts = new ArrayList<>();
    for (Key other : owners.others(key)) {
      FieldSet fought = owners.fields(other).intersect(changes.changed());
      fought.paths().forEach(path -> conflicts.add(new FieldConflict(path, owners.shown(other))));
    }
    return conflicts;
  }
}
