package io.wherry.vsphere.disks.export;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A disk that comes as a stream. Read it from the beginning to the end: every step back beyond the
 * window fetches it again. The first reader owns the export and ends it.
 */
final class ExportedDisk implements BlockReader {
  private final Window window;
  private final long size;
  private final Runnable end;

  ExportedDisk(Window window, long size, Runnable end) {
    this.window = window;
    this.size = size;
    this.end = end;
  }

  @Override
  public long size() {
    return size;
  }

  /** What is empty shows only when it goes by. */
  @Override
  public Iterable<Extent> extents() {
    return size == 0 ? List.of() : List.of(new Extent(0, size, ExtentKind.DATA));
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    window.read(offset, into);
  }

  @Override
  public BlockReader another() {
    return new ExportedDisk(window, size, () -> {});
  }

  @Override
  public void close() {
    end.run();
  }
}
