package io.wherry.blocks.unpack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/**
 * Unpacks with libdeflate. It wants the target to have room for all of a piece; the rare one that
 * has more, and those that it calls damaged, are left to the JDK, so that both always say the same.
 */
final class LibdeflateUnpacker implements Unpacker {
  private final Libdeflate library;
  private final Packing packing;
  private final MemorySegment decompressor;
  private final MemorySegment produced = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private final JdkUnpacker second;
  private boolean closed;

  LibdeflateUnpacker(Libdeflate library, Packing packing) {
    this.library = library;
    this.packing = packing;
    this.decompressor = library.allocate();
    this.second = new JdkUnpacker(packing);
  }

  @Override
  public int unpack(ByteBuffer packed, ByteBuffer into) throws DataFormatException {
    if (closed) {
      throw new IllegalStateException("closed"); // else a call with freed memory
    }
    int result =
        library.unpack(
            packing,
            decompressor,
            MemorySegment.ofBuffer(packed),
            MemorySegment.ofBuffer(into),
            produced);
    if (result != 0) {
      return second.unpack(packed, into);
    }
    int n = Math.toIntExact(produced.get(ValueLayout.JAVA_LONG, 0));
    into.position(into.position() + n);
    return n;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      library.free(decompressor);
      second.close();
    }
  }
}
