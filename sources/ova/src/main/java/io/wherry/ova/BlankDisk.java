package io.wherry.ova;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk an OVF asks for without giving a file: zeros. */
record BlankDisk(long size) implements BlockReader {
  @Override
  public Iterable<Extent> extents() {
    return size == 0 ? List.of() : List.of(new Extent(0, size, ExtentKind.HOLE));
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size - offset) {
      throw new InvalidRequest("A read at " + offset + " is behind the end of a blank disk.");
    }
    while (into.hasRemaining()) {
      into.put((byte) 0);
    }
  }

  @Override
  public BlockReader another() {
    return this;
  }

  @Override
  public void close() {}
}
