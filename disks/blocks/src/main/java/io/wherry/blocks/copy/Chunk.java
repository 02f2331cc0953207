package io.wherry.blocks.copy;

/**
 * A piece of a disk: the unit of digest and resume.
 *
 * @param index position among all chunks
 * @param offset bytes
 * @param length bytes
 */
record Chunk(int index, long offset, int length, Content content) {
  /** Whether it must be read. */
  enum Content {
    DATA,
    ZEROS
  }
}
