package io.wherry.ovirt.disks;

import io.wherry.blocks.BlockReader;
import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.Json;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;

/** Opens disks. Safe for several threads. */
public final class Disks {
  private final Engine engine;
  private final DiskLocator locator;

  public Disks(Engine engine) {
    this.engine = engine;
    this.locator = new DiskLocator(engine);
  }

  /** See {@link io.wherry.spi.SourceConnection#openDisk(DiskRequest)}. */
  public BlockReader open(DiskRequest request) {
    DiskPlace place = locator.locate(request);
    Runnable unmoved = () -> locator.requireUnmoved(request, place);
    return new TransferReader(new Download(engine, place, unmoved), place, unmoved);
  }

  /** See {@link io.wherry.spi.SourceConnection#changes}. */
  public DiskChanges changes(DiskRequest request, String checkpoint) {
    DiskPlace place = locator.locate(request);
    if (place.backup().isEmpty()) {
      return new DiskChanges.Unknown("the disk is read without a backup");
    }
    String from = Json.text(locator.backup(request, place.label()), "from_checkpoint_id");
    if (!from.equals(checkpoint)) {
      return new DiskChanges.Unknown(
          "the engine has begun the backup at another checkpoint, or has lost the one before");
    }
    Download download = new Download(engine, place, () -> locator.requireUnmoved(request, place));
    download.use();
    try {
      return new DiskChanges.Known(download.dirty());
    } finally {
      download.leave();
    }
  }

  /** See {@link io.wherry.spi.SourceConnection#diskVersion}. */
  public String version(DiskRequest request) {
    return locator.locate(request).version();
  }
}
