package io.wherry.ovirt.disks;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** One reader of a download; the last one to close ends it. */
final class TransferReader implements BlockReader {
  private final Download download;
  private final DiskPlace place;
  private final Runnable unmoved;
  private final AtomicBoolean closed = new AtomicBoolean();

  TransferReader(Download download, DiskPlace place, Runnable unmoved) {
    this.download = download;
    this.place = place;
    this.unmoved = unmoved;
    download.use();
  }

  @Override
  public long size() {
    return download.size();
  }

  @Override
  public Iterable<Extent> extents() {
    return download.extents();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    download.read(offset, into);
  }

  /** {@inheritDoc} Copies ask before and after: a machine that was started meanwhile is noticed. */
  @Override
  public String version() {
    unmoved.run();
    return place.version();
  }

  @Override
  public BlockReader another() {
    return new TransferReader(download, place, unmoved);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      download.leave();
    }
  }
}
