package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One compiled node of a structural schema. Immutable once {@link SchemaCompiler} is done; may be
 * recursive (a node may be reached from below itself).
 */
public final class SchemaNode {
  /** How the elements of a list belong together when several writers apply it. */
  public enum ListType {
    ATOMIC,
    SET,
    MAP
  }

  /**
   * What kind of value a node stands for.
   *
   * @param type {@code object}, {@code array}, {@code string}, {@code integer}, {@code number},
   *     {@code boolean}, or empty when anything goes
   * @param flags {@code nullable}, {@code preserve}, {@code intOrString}, {@code embedded}
   */
  record Shape(String type, Set<String> flags, JsonNode defaultValue) {}

  /** How writers share a node. */
  record Sharing(
      ListType listType,
      List<String> mapKeys,
      boolean atomicMap,
      String patchMergeKey,
      Set<String> patchStrategy) {}

  private static final ValueRules NO_RULES =
      new ValueRules(
          Set.of(),
          List.of(),
          null,
          "",
          new ValueRules.Numbers(null, null, Set.of(), null),
          new ValueRules.Sizes(
              new ValueRules.Range(-1, -1),
              new ValueRules.Range(-1, -1),
              new ValueRules.Range(-1, -1),
              Set.of()),
          new ValueRules.Combinations(List.of(), List.of(), List.of(), null));

  /** A node without any rule: keeps everything, maps are granular, lists are atomic. */
  public static final SchemaNode ANYTHING =
      new SchemaNode(
          new Shape("", Set.of("preserve", "nullable"), MissingNode.getInstance()),
          NO_RULES,
          new Sharing(ListType.ATOMIC, List.of(), false, "", Set.of()));

  /** A node that knows no field. */
  static final SchemaNode NOTHING =
      new SchemaNode(
          new Shape("", Set.of(), MissingNode.getInstance()),
          NO_RULES,
          new Sharing(ListType.ATOMIC, List.of(), false, "", Set.of()));

  private final Shape shape;
  private final ValueRules rules;
  private final Sharing sharing;
  private final Map<String, SchemaNode> properties = new LinkedHashMap<>();
  private @Nullable SchemaNode additional;
  private @Nullable SchemaNode items;

  SchemaNode(Shape shape, ValueRules rules, Sharing sharing) {
    this.shape = shape;
    this.rules = rules;
    this.sharing = sharing;
  }

  /** Called once by the compiler, after the node can be found by recursive references. */
  void link(
      Map<String, SchemaNode> children,
      @Nullable SchemaNode additionalProperties,
      @Nullable SchemaNode element) {
    properties.putAll(children);
    additional = additionalProperties;
    items = element;
  }

  SchemaNode withProperty(String name, SchemaNode property) {
    SchemaNode copy = new SchemaNode(shape, rules, sharing);
    Map<String, SchemaNode> all = new LinkedHashMap<>(properties);
    all.put(name, property);
    copy.link(all, additional, items);
    return copy;
  }

  ValueRules rules() {
    return rules;
  }

  /** The type's wire name; empty when anything goes. */
  public String type() {
    return shape.type();
  }

  /** The format, for example {@code date-time}; empty when there is none. */
  public String format() {
    return rules.format();
  }

  public boolean isNullable() {
    return shape.flags().contains("nullable");
  }

  /** True when unknown fields stay. */
  public boolean preservesUnknown() {
    return shape.flags().contains("preserve");
  }

  public boolean isIntOrString() {
    return shape.flags().contains("intOrString");
  }

  /** True when the value is a whole Kubernetes object with apiVersion, kind and metadata. */
  public boolean isEmbeddedResource() {
    return shape.flags().contains("embedded");
  }

  /** The default; a missing node when there is none. */
  JsonNode defaultValue() {
    return shape.defaultValue();
  }

  /** Declared properties, in order. */
  public Map<String, SchemaNode> properties() {
    return properties;
  }

  /** The schema of undeclared properties, if the node is a map. */
  public Optional<SchemaNode> additional() {
    return Optional.ofNullable(additional);
  }

  /** The schema of elements; anything when it is not told. */
  public SchemaNode items() {
    return items == null ? ANYTHING : items;
  }

  /** The schema of a field: declared, from the map's values, or anything. */
  public SchemaNode field(String name) {
    SchemaNode declared = properties.get(name);
    if (declared != null) {
      return declared;
    }
    return additional == null ? ANYTHING : additional;
  }

  /** True when the field's value may stand here: declared, in a map, or unknown fields stay. */
  public boolean knows(String name) {
    return preservesUnknown() || additional != null || properties.containsKey(name);
  }

  public ListType listType() {
    return sharing.listType();
  }

  /** The fields that identify an element of a {@link ListType#MAP} list. */
  public List<String> mapKeys() {
    return sharing.mapKeys();
  }

  /** True when the whole object belongs to one writer. */
  public boolean isAtomicMap() {
    return sharing.atomicMap();
  }

  /** Strategic merge: the field that identifies list elements; empty when there is none. */
  public String patchMergeKey() {
    return sharing.patchMergeKey();
  }

  /** Strategic merge: {@code merge}, {@code retainKeys}, {@code replace}. */
  public Set<String> patchStrategy() {
    return sharing.patchStrategy();
  }
}
