package io.wherry.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A conditional write of one object.
 *
 * @param expected revision the object must have now; 0 when it must not exist
 * @param tree the new state, owned by the store from here on; its resourceVersion is set by the
 *     store
 * @param mustExist another object that must exist and not be under deletion, or null
 */
public record Write(
    ObjectKey key, long expected, ObjectNode tree, Action action, @Nullable ObjectKey mustExist) {
  /** What becomes of the object. */
  public enum Action {
    STORE,
    REMOVE
  }

  /** Creates the object; {@code mustExist} is usually its namespace. */
  public static Write create(ObjectKey key, ObjectNode tree, @Nullable ObjectKey mustExist) {
    return new Write(key, 0, tree, Action.STORE, mustExist);
  }

  /** Replaces the state that the caller has seen. */
  public static Write replace(StoredObject seen, ObjectNode tree) {
    return new Write(seen.key(), seen.revision(), tree, Action.STORE, null);
  }

  /** Removes the object that the caller has seen, with its last words. */
  public static Write remove(StoredObject seen, ObjectNode lastState) {
    return new Write(seen.key(), seen.revision(), lastState, Action.REMOVE, null);
  }
}
