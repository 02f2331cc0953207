package io.wherry.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of fields as {@code managedFields} writes it ({@code FieldsV1}): a tree whose edges are
 * {@code f:name}, {@code k:{keys}} or {@code v:value}. A node may be in the set itself, or only be
 * the way to fields below. Mutable while it is built; not thread-safe.
 *
 * @source Kubernetes documentation, "Server-Side Apply"
 */
final class FieldSet {
  /** Deeper trees are no field sets of objects that the server takes. */
  private static final int MAX_DEPTH = 300;

  private boolean member;
  private final TreeMap<String, FieldSet> children = new TreeMap<>();

  static FieldSet parse(JsonNode fields) {
    return parse(fields, 0);
  }

  private static FieldSet parse(JsonNode fields, int depth) {
    FieldSet set = new FieldSet();
    if (depth > MAX_DEPTH) {
      throw PatchRefused.malformed("metadata.managedFields is nested too deeply");
    }
    for (var entry : fields.properties()) {
      if (entry.getKey().equals(".")) {
        set.member = true;
        continue;
      }
      FieldSet child = parse(entry.getValue(), depth + 1);
      child.member |= entry.getValue().isEmpty();
      set.children.put(entry.getKey(), child);
    }
    return set;
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    children.forEach((edge, child) -> {
      if (child.isEmpty()) {
        return;
      }
      ObjectNode below = child.toJson();
      if (child.member && !below.isEmpty()) {
        ObjectNode withSelf = json.putObject(edge);
        withSelf.putObject(".");
        withSelf.setAll(below);
      } else {
        json.set(edge, below);
      }
    });
    return json;
  }

  /** The node at the edge, made when it is not there. */
  FieldSet child(String edge) {
    return children.computeIfAbsent(edge, _ -> new FieldSet());
  }

  @Nullable FieldSet find(String edge) {
    return children.get(edge);
  }

  TreeMap<String, FieldSet> children() {
    return children;
  }

  boolean isMember() {
    return member;
  }

  void include() {
    member = true;
  }

  void exclude() {
    member = false;
  }

  boolean isEmpty() {
    return !member && children.values().stream().allMatch(FieldSet::isEmpty);
  }

  FieldSet copy() {
    FieldSet copy = new FieldSet();
    copy.member = member;
    children.forEach((edge, child) -> copy.children.put(edge, child.copy()));
    return copy;
  }

  FieldSet union(FieldSet other) {
    FieldSet result = copy();
    result.member |= other.member;
    other.children.forEach(
        (edge, child) -> result.children.merge(edge, child.copy(), FieldSet::union));
    return result;
  }

  FieldSet minus(FieldSet other) {
    FieldSet result = new FieldSet();
    result.member = member && !other.member;
    children.forEach((edge, child) -> {
      FieldSet theirs = other.children.get(edge);
      FieldSet left = theirs == null ? child.copy() : child.minus(theirs);
      if (!left.isEmpty()) {
        result.children.put(edge, left);
      }
    });
    return result;
  }

  FieldSet intersect(FieldSet other) {
    FieldSet result = new FieldSet();
    result.member = member && other.member;
    children.forEach((edge, child) -> {
      FieldSet theirs = other.children.get(edge);
      FieldSet both = theirs == null ? new FieldSet() : child.intersect(theirs);
      if (!both.isEmpty()) {
        result.children.put(edge, both);
      }
    });
    return result;
  }

  /** All members, as {@code .spec.list[name="x"].field}. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    visit("", (path, _) -> paths.add(path));
    return paths;
  }

  private void visit(String path, BiConsumer<String, FieldSet> visitor) {
    if (member) {
      visitor.accept(path, this);
    }
    children.forEach((edge, child) -> child.visit(path + Edges.shown(edge), visitor));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet set
        && member == set.member
        && minus(set).isEmpty()
        && set.minus(this).isEmpty();
  }

  @Override
  public int hashCode() {
    return paths().hashCode();
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
