package io.wherry.conversion;

/** Hears how far a conversion is. Called from the converting thread and from its log reader. */
@FunctionalInterface
public interface ConversionListener {
  /**
   * @param percent 0 to 100, never smaller than before
   * @param doing what is done now, for people
   */
  void progress(int percent, String doing);

  /**
   * The disks are about to be changed: what is known of their contents from before holds no longer.
   * Called once per commit, before the first byte; an exception keeps the disks as they are.
   */
  default void committing() {}
}
