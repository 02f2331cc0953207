package io.wherry.blocks.location;

import io.wherry.blocks.BlockWriter;
import java.nio.ByteBuffer;

/** A target whose room was reserved: zeros never give it back. */
record ReservedWriter(BlockWriter disk) implements BlockWriter {
  @Override
  public void zero(long offset, long length, Hole hole) {
    disk.zero(offset, length, Hole.FORBIDDEN);
  }

  @Override
  public long size() {
    return disk.size();
  }

  @Override
  public void write(long offset, ByteBuffer from) {
    disk.write(offset, from);
  }

  @Override
  public void flush() {
    disk.flush();
  }

  @Override
  public Keeping keeping() {
    return disk.keeping();
  }

  @Override
  public String identity() {
    return disk.identity();
  }

  @Override
  public BlockWriter another() {
    return new ReservedWriter(disk.another());
  }

  @Override
  public void close() {
    disk.close();
  }
}
