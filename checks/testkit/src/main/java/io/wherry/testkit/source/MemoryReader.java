package io.wherry.testkit.source;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads from an array. */
record MemoryReader(byte[] bytes) implements BlockReader {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public Iterable<Extent> extents() {
    return List.of(new Extent(0, bytes.length, ExtentKind.DATA));
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    into.put(bytes, Math.toIntExact(offset), into.remaining());
  }

  @Override
  public BlockReader another() {
    return this;
  }

  @Override
  public void close() {}
}
