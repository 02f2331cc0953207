package io.wherry.ovirt.disks;

import io.wherry.blocks.BlockReader;
import io.wherry.ovirt.rest.Engine;
import io.wherry.problems.InvalidRequest;
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
    if (!request.snapshotId().isEmpty()) {
      throw new InvalidRequest(
          "Disk %s of VM %s cannot be read at a snapshot: disks are read while the machine is off."
              .formatted(request.diskId(), request.machineId()));
    }
    DiskPlace place = locator.locate(request);
    Runnable unmoved = () -> locator.requireUnmoved(request, place);
    return new TransferReader(new Download(engine, place, unmoved), place, unmoved);
  }

  /** See {@link io.wherry.spi.SourceConnection#diskVersion}. */
  public String version(DiskRequest request) {
    return locator.locate(request).version();
  }
}
