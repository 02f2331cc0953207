package io.wherry.blocks.unpack;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/**
 * Unpacks one piece at a time, each independent of the others. Not safe for several threads: every
 * reader has its own, and so several unpack at once.
 */
public interface Unpacker extends AutoCloseable {
  /**
   * Fills the target, or as much of it as the piece gives. What the piece holds beyond that is left
   * away, and so is what lies behind its end: formats round lengths up.
   *
   * @param packed direct; its position and limit do not change
   * @param into direct; its position goes on by what was unpacked
   * @return bytes unpacked
   * @throws DataFormatException the piece is damaged
   */
  int unpack(ByteBuffer packed, ByteBuffer into) throws DataFormatException;

  @Override
  void close();
}
