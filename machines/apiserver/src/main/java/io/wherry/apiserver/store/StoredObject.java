package io.wherry.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An object as it is stored.
 *
 * @param tree shared by all readers: never change it, copy it
 */
public record StoredObject(ObjectKey key, long revision, ObjectNode tree) {
  /** {@code metadata.uid}. */
  public String uid() {
    return tree.path("metadata").path("uid").asText();
  }
}
