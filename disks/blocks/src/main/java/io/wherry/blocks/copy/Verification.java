package io.wherry.blocks.copy;

/** How a copy is proven. */
public enum Verification {
  /**
   * The digest of what was read is the digest of the buffer that is written; a sample of the chunks
   * is read back from the medium.
   */
  INLINE,
  /** Every chunk is read back from the medium and compared with the digest of what was read. */
  FULL
}
