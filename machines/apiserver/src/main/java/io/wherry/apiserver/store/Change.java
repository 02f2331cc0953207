package io.wherry.apiserver.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One committed write.
 *
 * @param object the state after the write; for a removal the last state, with the removal's
 *     resourceVersion
 */
public record Change(Type type, StoredObject object, @Nullable StoredObject before) {
  /** What happened to the object. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** The resource version of this change. */
  public long revision() {
    return object.revision();
  }

  /** The state before; empty when the object is new. */
  public Optional<StoredObject> previous() {
    return Optional.ofNullable(before);
  }
}
