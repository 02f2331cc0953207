package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Builds OpenAPI documents, on request only. Thread-safe. */
public interface OpenApiDocuments {
  /** The OpenAPI v3 document of one group and version (group empty for the core group). */
  ObjectNode v3(String group, String version, List<KindDefinition> kinds);

  /** The OpenAPI v2 document of everything. */
  ObjectNode v2(List<KindDefinition> kinds);

  /** The same in the binary form of {@link #v2MediaType}. */
  byte[] v2Bytes(List<KindDefinition> kinds);

  /** The media type of {@link #v2Bytes}. */
  String v2MediaType();
}
