package io.wherry.vsphere.disks;

import io.wherry.blocks.BlockReader;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;
import io.wherry.vsphere.disks.export.Exports;
import io.wherry.vsphere.inventory.DiskWay;
import io.wherry.vsphere.vim.Session;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens disks by whatever way reaches their bytes. Safe for several threads. */
public final class DiskAccess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskAccess.class);

  private static final int CONNECTIONS = 8;

  private final DiskLocator locator;
  private final ChangedAreas changed;
  private final FolderFiles files;
  private final Exports exports;

  /**
   * @param settings of the provider
   */
  public DiskAccess(Session session, Map<String, String> settings) {
    this.locator = new DiskLocator(session);
    this.changed = new ChangedAreas(session);
    this.exports = new Exports(session);
    this.files = new FolderFiles(session, Optional.empty(), CONNECTIONS);
  }

  /** See {@link io.wherry.spi.SourceConnection#openDisk(DiskRequest)}. */
  public BlockReader open(DiskRequest request) {
    DiskPlace place = locator.locate(request);
    if (place.way().kind() == DiskWay.Kind.EXPORT) {
      LOG.info("{} {}", place.label(), place.way().explained());
      return new FrozenReader(export(place), () -> locator.requireUnmoved(request, place));
    }
    BlockReader disk =
        new FrozenReader(files.open(place), () -> locator.requireUnmoved(request, place));
    try {
      return allocated(place, disk);
    } catch (RuntimeException e) {
      disk.close();
      throw e;
    }
  }

  private BlockReader export(DiskPlace place) {
    return exports.open(
        new Exports.Wanted(
            place.snapshot().isSet() ? place.snapshot() : place.machine(),
            place.disk(),
            place.position().index(),
            place.position().of(),
            place.label()));
  }

  private BlockReader allocated(DiskPlace place, BlockReader disk) {
    DiskChanges areas = changed.since(place, ChangedAreas.ALLOCATED);
    return switch (areas) {
      case DiskChanges.Known(var ranges) -> {
        AllocatedReader reader = new AllocatedReader(disk, ranges);
        if (reader.isPlausible()) {
          yield reader;
        }
        LOG.warn("vSphere's list of written areas of {} is wrong; all is read", place.label());
        yield disk;
      }
      case DiskChanges.Unknown(var why) -> {
        LOG.debug("all of {} is read: {}", place.label(), why);
        yield disk;
      }
    };
  }

  /** See {@link io.wherry.spi.SourceConnection#diskVersion}. */
  public String version(DiskRequest request) {
    DiskPlace place = locator.locate(request);
    return String.join(
        "|",
        place.machine().value(),
        place.disk().file(),
        Long.toString(place.disk().capacity()),
        place.snapshot().value(),
        place.disk().changeId(),
        place.way().kind() == DiskWay.Kind.EXPORT ? standing(place) : files.version(place));
  }

  /** An export tells nothing of when the disk was written; without other proof it may have been. */
  private static String standing(DiskPlace place) {
    boolean known = place.snapshot().isSet() || !place.disk().changeId().isEmpty();
    return known ? "export" : UUID.randomUUID().toString();
  }

  /** See {@link io.wherry.spi.SourceConnection#changes}. */
  public DiskChanges changes(DiskRequest request, String checkpoint) {
    return changed.since(locator.locate(request), checkpoint);
  }

  @Override
  public void close() {}
}
