package io.wherry.blocks.copy;

import io.wherry.blocks.digest.DigestKind;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Chunks that need not be transferred, because their content is known or at hand. Nothing of it is
 * believed: what is taken or read is compared with the digest. Safe for several threads.
 */
public interface KnownChunks {
  /** Nothing is known. */
  KnownChunks NONE = new KnownChunks() {};

  /**
   * Called before the others: how the copy cuts and digests. What was digested in another way is of
   * no use to it.
   *
   * @param size bytes of the disk
   * @param chunkBytes bytes of a chunk
   */
  default void prepare(DigestKind kind, long size, int chunkBytes) {}

  /**
   * The source's digest of a chunk, if the source knows it without being read.
   *
   * @param chunk index
   */
  default Optional<byte[]> ofSource(int chunk) {
    return Optional.empty();
  }

  /**
   * Puts a chunk with that digest in its place on the target, without writing its data. Blocks.
   *
   * @param digest the chunk's
   * @param offset bytes on the target
   * @param length bytes
   * @return false when no such chunk is at hand, or the storage cannot share
   */
  default boolean take(byte[] digest, long offset, int length) {
    return false;
  }

  /**
   * Reads a chunk with that digest from where it is at hand. Blocks.
   *
   * @param into is filled
   * @return false when there is none
   */
  default boolean read(byte[] digest, ByteBuffer into) {
    return false;
  }
}
