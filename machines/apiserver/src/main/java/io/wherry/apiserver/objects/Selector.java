package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import java.util.function.Predicate;

/** Which objects a list or watch wants. */
public final class Selector {
  private final String namespace;
  private final Predicate<JsonNode> labels;
  private final Predicate<JsonNode> fields;
  private final boolean chooses;

  private Selector(
      String namespace, Predicate<JsonNode> labels, Predicate<JsonNode> fields, boolean chooses) {
    this.namespace = namespace;
    this.chooses = chooses;
    this.labels = labels;
    this.fields = fields;
  }

  /**
   * From the query of a request.
   *
   * @param namespace empty for all
   * @throws io.wherry.apiserver.ApiFailure 400 when a selector cannot be understood
   */
  public static Selector of(KindDefinition kind, String namespace, String labels, String fields) {
    boolean chooses = !labels.isBlank() || !fields.isBlank();
    return new Selector(
        namespace, LabelSelector.parse(labels), FieldSelector.parse(kind, fields), chooses);
  }

  /** Empty for all. */
  public String namespace() {
    return namespace;
  }

  /** True when it chooses by labels or fields. */
  boolean chooses() {
    return chooses;
  }

  /** True when the object is wanted. */
  public boolean matches(ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    return (namespace.isEmpty() || namespace.equals(metadata.path("namespace").asText()))
        && labels.test(metadata.path("labels"))
        && fields.test(object);
  }
}
