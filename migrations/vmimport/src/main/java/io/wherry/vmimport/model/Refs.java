package io.wherry.vmimport.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.spi.Ref;

/** Reads source references from JSON trees. */
public final class Refs {
  private Refs() {}

  /** The reference in a node with id, name, type and namespace, all optional. */
  public static Ref of(JsonNode node) {
    return new Ref(
        node.path("id").asText(),
        node.path("name").asText(),
        node.path("type").asText(),
        node.path("namespace").asText());
  }
}
