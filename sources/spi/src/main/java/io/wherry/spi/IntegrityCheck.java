package io.wherry.spi;

import java.util.function.LongConsumer;

/** Compares bytes of the source with a digest the source itself states, for example OVA .mf. */
public interface IntegrityCheck {
  /** What is checked, for messages. */
  String name();

  /**
   * Reads everything and compares. Blocks; ends soon when the thread is interrupted.
   *
   * @param bytesDone told from time to time how many bytes were read so far
   * @throws io.wherry.problems.InvalidRequest the digest differs
   */
  void verify(LongConsumer bytesDone);
}
