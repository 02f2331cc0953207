package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The schema of one kind in one version: fills in defaults, drops unknown fields and finds what is
 * wrong, as Kubernetes does for custom resources. Immutable and thread-safe.
 *
 * @source Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions"
 */
public final class StructuralSchema {
  private final SchemaNode root;

  private StructuralSchema(SchemaNode root) {
    this.root = root;
  }

  /**
   * Compiles an {@code openAPIV3Schema}.
   *
   * @throws io.wherry.problems.InvalidRequest when it is nested too deeply or has a broken pattern
   */
  public static StructuralSchema compile(ObjectNode openApiV3Schema) {
    return new StructuralSchema(new SchemaCompiler(Map.of()).compile(openApiV3Schema));
  }

  /** The schema of a kind that has none: keeps everything. */
  public static StructuralSchema anything() {
    return new StructuralSchema(SchemaNode.ANYTHING);
  }

  static StructuralSchema of(SchemaNode root) {
    return new StructuralSchema(root);
  }

  /** The same schema with rules for {@code metadata}, which CRDs leave to the server. */
  public StructuralSchema withMetadata(SchemaNode metadata) {
    return new StructuralSchema(root.withProperty("metadata", metadata));
  }

  /** The compiled tree, for field ownership and strategic merges. */
  public SchemaNode root() {
    return root;
  }

  /** Fills in defaults in place. Nulls that are not allowed go first. */
  public void applyDefaults(ObjectNode object) {
    Defaulter.apply(object, root);
  }

  /** Drops unknown fields in place and returns their paths, for example {@code spec.sise}. */
  public List<String> prune(ObjectNode object) {
    return new Pruner().prune(object, root);
  }

  /** Everything that is wrong with the object; empty when it is valid. Metadata is not judged. */
  public List<FieldError> validate(JsonNode object) {
    return new Validator().validate(object, root);
  }
}
