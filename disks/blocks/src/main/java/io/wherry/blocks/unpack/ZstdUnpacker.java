package io.wherry.blocks.unpack;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/**
 * Zstandard through zstd-jni. A piece may consist of several frames.
 *
 * @source QEMU's qcow2.txt, "Compression type"
 */
final class ZstdUnpacker implements Unpacker {
  /**
   * A frame may ask for that much memory (as a power of two): clusters have at most 2 MiB, writers
   * at high levels state windows of 8.
   */
  private static final int MOST_WINDOW_LOG = 23;

  private final ZstdDecompressCtx context = new ZstdDecompressCtx().setLongMax(MOST_WINDOW_LOG);

  @Override
  public int unpack(ByteBuffer packed, ByteBuffer into) throws DataFormatException {
    ByteBuffer in = packed.duplicate();
    int start = into.position();
    try {
      context.reset();
      boolean moves = true;
      while (moves && into.hasRemaining() && in.hasRemaining()) {
        int before = in.position() + into.position();
        boolean _ = context.decompressDirectByteBufferStream(into, in);
        moves = in.position() + into.position() != before;
      }
      return into.position() - start;
    } catch (ZstdException e) {
      DataFormatException damaged = new DataFormatException(e.getMessage());
      damaged.initCause(e);
      throw damaged;
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
