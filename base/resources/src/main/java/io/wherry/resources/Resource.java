package io.wherry.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * A Kubernetes object: the whole JSON tree, and windows onto the parts we understand. Treat the
 * tree as immutable: {@link #mutableCopy()} before changing anything. Unknown fields survive
 * because nothing is ever rebuilt from typed classes.
 */
public record Resource(ObjectNode tree) {

  /** A new object with kind, namespace (empty for cluster-wide kinds) and name. */
  public static Resource of(KindRef kind, String namespace, String name) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode metadata = tree.putObject("metadata");
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    metadata.put("name", name);
    return new Resource(tree);
  }

  /** A typed window onto this object. */
  public <V> V view(Function<Resource, V> window) {
    return window.apply(this);
  }

  /** An independent tree that may be changed. */
  public ObjectNode mutableCopy() {
    return tree.deepCopy();
  }

  /** The node at the path; a missing node, never null, when there is nothing. */
  public JsonNode at(String... path) {
    JsonNode node = tree;
    for (String step : path) {
      node = node.path(step);
    }
    return node;
  }

  /** Non-empty text (or a scalar as text) at the path. */
  public Optional<String> text(String... path) {
    JsonNode node = at(path);
    return node.isValueNode() && !node.isNull() && !node.asText().isEmpty()
        ? Optional.of(node.asText())
        : Optional.empty();
  }

  /** Text at the path. @throws InvalidRequest naming object and path when it is missing */
  public String need(String... path) {
    return text(path)
        .orElseThrow(
            () -> new InvalidRequest(this + " has no value at " + String.join(".", path) + "."));
  }

  /** Elements of the array at the path; empty when there is none. */
  public List<JsonNode> items(String... path) {
    JsonNode node = at(path);
    return node.isArray() ? StreamSupport.stream(node.spliterator(), false).toList() : List.of();
  }

  /** Entries of the string map at the path, in order. */
  public Map<String, String> map(String... path) {
    Map<String, String> result = new LinkedHashMap<>();
    JsonNode node = at(path);
    node.properties().forEach(e -> result.put(e.getKey(), e.getValue().asText()));
    return result;
  }

  public String kind() {
    return tree.path("kind").asText();
  }

  public String apiVersion() {
    return tree.path("apiVersion").asText();
  }

  /** Empty for cluster-wide objects. */
  public String namespace() {
    return at("metadata", "namespace").asText();
  }

  public String name() {
    return at("metadata", "name").asText();
  }

  /** Empty before the object was stored. */
  public String uid() {
    return at("metadata", "uid").asText();
  }

  public String resourceVersion() {
    return at("metadata", "resourceVersion").asText();
  }

  public long generation() {
    return at("metadata", "generation").asLong();
  }

  public Map<String, String> labels() {
    return map("metadata", "labels");
  }

  public Map<String, String> annotations() {
    return map("metadata", "annotations");
  }

  public Optional<String> label(String key) {
    return text("metadata", "labels", key);
  }

  public Optional<String> annotation(String key) {
    return text("metadata", "annotations", key);
  }

  /** True when deletion was asked for and finalizers are still to be served. */
  public boolean isBeingDeleted() {
    return !(at("metadata", "deletionTimestamp") instanceof MissingNode);
  }

  /** {@code kind namespace/name}, for messages. */
  @Override
  public String toString() {
    return kind() + " " + (namespace().isEmpty() ? name() : namespace() + "/" + name());
  }
}
