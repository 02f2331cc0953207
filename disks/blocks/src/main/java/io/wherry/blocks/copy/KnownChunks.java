package io.wherry.blocks.copy;

import java.util.Optional;

/** Chunks that need not be transferred, because their content is known or at hand. */
public interface KnownChunks {
  /** Nothing is known. */
  KnownChunks NONE =
      new KnownChunks() {
        @Override
        public Optional<byte[]> ofSource(int chunk) {
          return Optional.empty();
        }

        @Override
        public boolean take(byte[] digest, long offset, int length) {
          return false;
        }
      };

  /**
   * The source's digest of a chunk, if the source knows it without being read.
   *
   * @param chunk index
   */
  Optional<byte[]> ofSource(int chunk);

  /**
   * Puts a chunk with that digest in its place on the target, without writing its data. Blocks.
   *
   * @param digest the chunk's
   * @param offset bytes on the target
   * @param length bytes
   * @return false when no such chunk is at hand, or the storage cannot share
   */
  boolean take(byte[] digest, long offset, int length);
}
