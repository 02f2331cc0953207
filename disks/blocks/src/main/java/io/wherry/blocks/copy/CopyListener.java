package io.wherry.blocks.copy;

/** Told how a copy goes on, from one thread, a few times a second. */
public interface CopyListener {
  /** Where it stands; the last call of a phase has {@code done == total}. */
  void progress(CopyProgress progress);

  /** A message for the log; from any thread. */
  void note(String message);
}
