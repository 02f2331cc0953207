package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads request bodies that are neither JSON nor YAML. Thread-safe. */
public interface BodyDecoder {
  /** For example {@code application/vnd.kubernetes.protobuf}, without parameters, lower case. */
  boolean reads(String mediaType);

  /**
   * The object in the body, with apiVersion and kind.
   *
   * @throws ApiFailure 400 for a malformed body, 415 for a kind that cannot be read
   */
  ObjectNode decode(byte[] body);
}
