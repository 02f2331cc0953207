package io.wherry.conversion.guest;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Writes a file's blocks in order to a stream, holes as zeros. */
final class BlockCopy implements ExtBlocks.Runs {
  private final ExtBlocks blocks;
  private final long size;
  private final byte[] block;
  private final OutputStream to;
  private long written;

  BlockCopy(ExtBlocks blocks, long size, int blockSize, OutputStream to) {
    this.blocks = blocks;
    this.size = size;
    this.block = new byte[blockSize];
    this.to = to;
  }

  @Override
  public void run(long logical, long physical, long count) {
    try {
      if (logical * block.length < written) {
        throw new InvalidRequest("The ext file system is damaged: a file's extents overlap.");
      }
      zeros(Math.min(size, logical * block.length));
      for (long i = 0; i < count && written < size; i++) {
        blocks.read(physical + i, ByteBuffer.wrap(block));
        int n = (int) Math.min(block.length, size - written);
        to.write(block, 0, n);
        written += n;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void finish() throws IOException {
    zeros(size);
  }

  private void zeros(long until) throws IOException {
    byte[] zero = new byte[block.length];
    while (written < until) {
      int n = (int) Math.min(zero.length, until - written);
      to.write(zero, 0, n);
      written += n;
    }
  }
}
