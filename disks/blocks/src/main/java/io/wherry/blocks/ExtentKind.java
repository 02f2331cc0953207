package io.wherry.blocks;

/** What an extent holds. */
public enum ExtentKind {
  /** Bytes that must be read. */
  DATA,
  /** Reads as zeros and is allocated. */
  ZERO,
  /** Reads as zeros and is not allocated. */
  HOLE
}
