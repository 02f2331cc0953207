package io.wherry.control;

import io.wherry.resources.ResourceKey;
import java.time.Duration;

/**
 * What a controller does for one object: observe, judge, decide, act. Called by {@link
 * ControllerRuntime} on a virtual thread, never twice at a time for one key. May block.
 *
 * <p>Exceptions: PeerUnavailable → again with back-off; StaleWrite → again at once; everything else
 * → logged with the key, again with back-off.
 */
public interface Reconciler {
  /** Handles the object as it is now (it may be gone). Says when to look again. */
  Next reconcile(ResourceKey key);

  /** When to look at an object again if nothing changes before. */
  sealed interface Next {
    /** Only when something changes. */
    record OnChange() implements Next {}

    /** After the delay at the latest. */
    record After(Duration delay) implements Next {}

    static Next onChange() {
      return new OnChange();
    }

    static Next after(Duration delay) {
      return new After(delay);
    }
  }
}
