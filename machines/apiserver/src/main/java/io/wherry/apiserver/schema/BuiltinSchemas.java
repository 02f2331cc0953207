package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The schemas of Kubernetes' own kinds, as far as the embedded server serves them. Immutable and
 * thread-safe; reading takes some tens of milliseconds, so keep one.
 */
public final class BuiltinSchemas {
  /** The definition of {@code metadata}. */
  public static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

  /** The definition of the metadata of lists. */
  public static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

  /** The definition of the body of a deletion. */
  public static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

  /** No file defines a group that another one defines. */
  private static final List<String> FILES =
      List.of("builtin-schemas.yaml", "workload-schemas.yaml", "access-schemas.yaml");

  private final Map<String, JsonNode> definitions = new LinkedHashMap<>();
  private final Map<String, String> definitionByKind = new LinkedHashMap<>();
  private final Map<String, StructuralSchema> compiled = new LinkedHashMap<>();

  private BuiltinSchemas(JsonNode source) {
    Map<String, String> fullNames = new LinkedHashMap<>();
    source
        .properties()
        .forEach(group ->
            group
                .getValue()
                .fieldNames()
                .forEachRemaining(
                    name -> fullNames.putIfAbsent(name, group.getKey() + "." + name)));
    Notation notation = new Notation(fullNames);
    for (var group : source.properties()) {
      for (var entry : group.getValue().properties()) {
        String fullName = group.getKey() + "." + entry.getKey();
        define(fullName, entry.getKey(), entry.getValue(), notation);
      }
    }
    SchemaCompiler compiler = new SchemaCompiler(definitions);
    definitionByKind.forEach(
        (kind, name) -> compiled.put(kind, StructuralSchema.of(compiler.definition(name))));
    compiled.put(OBJECT_META, StructuralSchema.of(compiler.definition(OBJECT_META)));
  }

  private void define(String fullName, String name, JsonNode source, Notation notation) {
    definitions.put(fullName, notation.definition(source));
    String groupVersion = source.path("kind").asText();
    if (!groupVersion.isEmpty()) {
      definitionByKind.put(groupVersion + "/" + name, fullName);
    }
  }

  /**
   * Reads the schemas that travel with this module.
   *
   * @throws Defect when the module was built without them
   */
  public static BuiltinSchemas load() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    FILES.forEach(file -> all.setAll(read(file)));
    return new BuiltinSchemas(all);
  }

  private static ObjectNode read(String file) {
    try (InputStream in = BuiltinSchemas.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new Defect(file + " is missing from the class path.");
      }
      return new YAMLMapper().readValue(in, ObjectNode.class);
    } catch (IOException e) {
      throw new Defect(file + " cannot be read: " + e.getMessage());
    }
  }

  /** The schema of a kind; empty when it is not built in. The core group is an empty text. */
  public Optional<StructuralSchema> forKind(String group, String version, String kind) {
    return Optional.ofNullable(compiled.get(group + "/" + version + "/" + kind));
  }

  /** The schema of {@code metadata}, the same for every kind. */
  public SchemaNode objectMeta() {
    StructuralSchema meta = compiled.get(OBJECT_META);
    return meta == null ? SchemaNode.ANYTHING : meta.root();
  }

  /** Name of the OpenAPI definition of a kind, for example {@code io.k8s.api.core.v1.Pod}. */
  public Optional<String> definitionName(String group, String version, String kind) {
    return Optional.ofNullable(definitionByKind.get(group + "/" + version + "/" + kind));
  }

  /** OpenAPI v3 definitions by name: those asked for and all that they refer to. */
  public Map<String, JsonNode> definitionsFor(Set<String> names) {
    Set<String> wanted = new LinkedHashSet<>();
    names.forEach(name -> collect(name, wanted));
    Map<String, JsonNode> found = new LinkedHashMap<>();
    wanted.forEach(name ->
        found.put(name, definitions.getOrDefault(name, JsonNodeFactory.instance.objectNode())));
    return found;
  }

  private void collect(String name, Set<String> into) {
    JsonNode definition = definitions.get(name);
    if (definition == null || !into.add(name)) {
      return;
    }
    for (JsonNode reference : definition.findValues("$ref")) {
      collect(reference.asText().replace("#/components/schemas/", ""), into);
    }
  }

  /** The definition as a self-contained tree, without references; for {@code KindDefinition}s. */
  ObjectNode raw(String name) {
    return (ObjectNode) definitions.getOrDefault(name, JsonNodeFactory.instance.objectNode());
  }
}
