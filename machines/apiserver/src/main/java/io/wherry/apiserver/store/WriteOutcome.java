package io.wherry.apiserver.store;

import java.util.Optional;

/** What became of a {@link Write}. */
public sealed interface WriteOutcome {
  /** Durable and visible to readers and watchers. */
  record Committed(Change change) implements WriteOutcome {}

  /** Somebody else wrote first; the state that stands now. */
  record Raced(Optional<StoredObject> now) implements WriteOutcome {}

  /** The object that must exist is missing or under deletion. */
  record NoHome(ObjectKey missing) implements WriteOutcome {}
}
