package io.wherry.blocks.copy;

import io.wherry.blocks.digest.DigestKind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One chunk's bytes in memory with the digests of its granules. Not safe for several threads. */
final class ChunkBuffer {
  /** Reads or writes a piece of the disk. */
  interface Transfer {
    void move(long offset, ByteBuffer bytes);
  }

  private final Geometry geometry;
  private final ByteBuffer bytes;
  private final MemorySegment segment;
  private final Digests digests;
  private byte[] leaves = new byte[LeafFile.BYTES];

  ChunkBuffer(Geometry geometry, DigestKind kind) {
    this.geometry = geometry;
    this.digests = new Digests(kind);
    this.bytes = Round.aligned((int) Math.min(geometry.chunkBytes(), geometry.size()));
    this.segment = MemorySegment.ofBuffer(bytes);
  }

  Digests digests() {
    return digests;
  }

  /** Starts with these digests of granules. */
  void start(byte[] known) {
    leaves = known.clone();
  }

  /** Starts with a chunk of zeros. */
  void startEmpty() {
    Arrays.fill(leaves, (byte) 0);
  }

  byte[] leaves() {
    return leaves;
  }

  /** All bytes of a chunk. */
  ByteBuffer whole(int chunk) {
    return bytes.slice(0, geometry.length(chunk));
  }

  /** Whether the first bytes are the same. */
  boolean holdsTheSame(ChunkBuffer other, int length) {
    return MemorySegment.mismatch(segment, 0, length, other.segment, 0, length) < 0;
  }

  /** Moves each run of granules of the mask, as one transfer. */
  void each(int chunk, long mask, Transfer transfer) {
    long rest = mask;
    while (rest != 0) {
      int from = Long.numberOfTrailingZeros(rest);
      int to = from + Long.numberOfTrailingZeros(~(rest >>> from));
      int start = from * geometry.granule();
      int end = Math.min(to * geometry.granule(), geometry.length(chunk));
      transfer.move(geometry.offset(chunk) + start, bytes.slice(start, end - start));
      rest &= ~Geometry.bits(from, to);
    }
  }

  /** Digests the granules of the mask, which were read; the others of {@code gone} are zeros. */
  void digest(int chunk, long mask, long gone) {
    for (long rest = mask | gone; rest != 0; rest &= rest - 1) {
      int granule = Long.numberOfTrailingZeros(rest);
      int start = granule * geometry.granule();
      int length = Math.min(geometry.granule(), geometry.length(chunk) - start);
      int at = granule * Digests.BYTES;
      boolean zeros = (mask & 1L << granule) == 0 || Zeros.isZero(segment, start, length);
      if (zeros) {
        Arrays.fill(leaves, at, at + Digests.BYTES, (byte) 0);
      } else {
        digests.granule(segment.asSlice(start, length), leaves, at);
      }
    }
  }

  /** The chunk's digest. */
  byte[] digest() {
    return digests.chunk(leaves);
  }

  /** Granules that are not all zeros. */
  long nonZero() {
    return differing(new byte[LeafFile.BYTES]);
  }

  /** Granules whose digest is another one than that of the other chunk. */
  long differing(byte[] others) {
    long mask = 0;
    for (int granule = 0; granule < Geometry.GRANULES; granule++) {
      int at = granule * Digests.BYTES;
      if (!Digests.equal(leaves, at, others, at)) {
        mask |= 1L << granule;
      }
    }
    return mask;
  }
}
