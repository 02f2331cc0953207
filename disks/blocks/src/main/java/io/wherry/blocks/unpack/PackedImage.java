package io.wherry.blocks.unpack;

import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;

/** An image that holds packed pieces (grains, clusters), each of which unpacks to one size. */
public interface PackedImage {
  /** How its pieces are packed. */
  Packing packing();

  /** Bytes of an unpacked piece. */
  int unit();

  /** Bytes that a piece must give: the disk may end inside the last one. */
  int needed(long index);

  /**
   * The packed bytes of a piece. Blocks.
   *
   * @param window where they are fetched to, with those of following pieces that are wanted
   * @param index of the piece: its offset on the disk in units
   * @param wanted bytes of the disk from the piece on
   * @throws InvalidRequest the image is damaged
   */
  ByteBuffer packed(PackedWindow window, long index, int wanted);

  /** What to throw for a piece that does not unpack. */
  InvalidRequest damaged(long index, String why);
}
