package io.wherry.blocks.digest;

import java.lang.foreign.MemorySegment;

/** Makes digests of 32 bytes, one after the other. Not safe for several threads. */
public interface Hasher {
  /** Bytes of a digest. */
  int BYTES = 32;

  /** Adds bytes to the digest that is begun. */
  void update(MemorySegment bytes);

  /**
   * Ends the digest and begins a new one.
   *
   * @param into gets the digest
   * @param at index of its first byte
   */
  void finish(byte[] into, int at);
}
