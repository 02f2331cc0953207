package io.wherry.blocks.copy;

/** Told how a copy goes on; from several threads, often: keep it cheap. */
public interface CopyListener {
  /** What the engine does. */
  enum Phase {
    COPY,
    VERIFY
  }

  /**
   * @param done bytes of the phase that are finished
   * @param total bytes of the phase
   */
  void progress(Phase phase, long done, long total);

  /** A message for the log. */
  void note(String message);
}
