package io.wherry.blocks.copy;

import io.wherry.blocks.digest.DigestKind;
import io.wherry.blocks.digest.Hasher;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tree of digests over a disk: of each granule, of the granules' digests for a chunk, of the
 * chunks' digests for the disk. Whatever is all zeros has the digest of 32 zero bytes, so holes
 * cost nothing and equal disks have equal roots. Not safe for several threads.
 */
final class Digests {
  static final int BYTES = Hasher.BYTES;
  private final Hasher hasher;

  Digests(DigestKind kind) {
    this.hasher = kind.hasher();
  }

  /** The digest of bytes that are not all zeros. */
  void granule(MemorySegment bytes, byte[] into, int at) {
    hasher.update(bytes);
    hasher.finish(into, at);
  }

  /** The digest of a chunk out of its granules' digests. */
  byte[] chunk(byte[] leaves) {
    byte[] digest = new byte[BYTES];
    if (!isZero(leaves)) {
      hasher.update(MemorySegment.ofArray(leaves));
      hasher.finish(digest, 0);
    }
    return digest;
  }

  /** The digest of a disk out of its chunks' digests. */
  byte[] root(Geometry geometry, byte[] chunks) {
    byte[] root = new byte[BYTES];
    byte[] cut =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .putLong(geometry.size())
            .putInt(geometry.chunkBytes())
            .array();
    hasher.update(MemorySegment.ofArray(cut));
    hasher.update(MemorySegment.ofArray(chunks));
    hasher.finish(root, 0);
    return root;
  }

  static boolean isZero(byte[] digest) {
    for (byte b : digest) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  static boolean equal(byte[] a, int at, byte[] b, int from) {
    return Arrays.equals(a, at, at + BYTES, b, from, from + BYTES);
  }

  /** The digest of a name or version: SHA-256, whatever the journal uses. */
  static byte[] ofText(String text) {
    byte[] digest = new byte[BYTES];
    Hasher sha = DigestKind.SHA256.hasher();
    sha.update(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
    sha.finish(digest, 0);
    return digest;
  }
}
