package io.wherry.blocks.unpack;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The JDK's own inflater: always there. */
final class JdkUnpacker implements Unpacker {
  private final Inflater inflater;

  JdkUnpacker(Packing packing) {
    this.inflater = new Inflater(packing == Packing.DEFLATE);
  }

  @Override
  public int unpack(ByteBuffer packed, ByteBuffer into) throws DataFormatException {
    inflater.reset();
    inflater.setInput(packed.duplicate());
    int start = into.position();
    int n = -1;
    while (into.hasRemaining() && n != 0) {
      n = inflater.inflate(into); // 0 at the end of the stream and when the input is at its end
    }
    return into.position() - start;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
