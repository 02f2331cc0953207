package io.wherry.vsphere.disks;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import java.nio.ByteBuffer;

/**
 * A disk that stands still as long as a check passes: a snapshot's file is written again as soon as
 * somebody removes the snapshot, and that of a machine that is off when it is switched on. Copies
 * ask for the version before and after they have read, so both are noticed.
 *
 * @param check throws when the disk may have been written since it was opened; may block
 */
record FrozenReader(BlockReader disk, Runnable check) implements BlockReader {
  @Override
  public long size() {
    return disk.size();
  }

  @Override
  public Iterable<Extent> extents() {
    return disk.extents();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    disk.read(offset, into);
  }

  @Override
  public String version() {
    check.run();
    return disk.version();
  }

  @Override
  public BlockReader another() {
    return new FrozenReader(disk.another(), check);
  }

  @Override
  public void close() {
    disk.close();
  }
}
