package io.wherry.lifecycle;

/** One side of a hand-over, driven by looking at it again and again. */
interface Looking extends AutoCloseable {
  /** Does what there is to do now. True when the hand-over is decided for this side. */
  boolean decided();

  /** Waits until it is worth another look. */
  void rest() throws InterruptedException;

  @Override
  void close();
}
