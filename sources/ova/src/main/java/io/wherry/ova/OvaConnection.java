package io.wherry.ova;

import io.wherry.blocks.BlockReader;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.IntegrityCheck;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.Share;
import io.wherry.spi.SourceConnection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One catalog directory. */
final class OvaConnection implements SourceConnection {
  /** What a connection needs of its surroundings; see {@link OvaProvider}. */
  record Around(Clock clock, Path mounts, Duration rescan) {}

  private final String providerUid;
  private final OvaUrl url;
  private final Around around;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CatalogFollower follower;
  private @Nullable Catalog direct;

  OvaConnection(String providerUid, OvaUrl url, Around around) {
    this.providerUid = providerUid;
    this.url = url;
    this.around = around;
  }

  @Override
  public void test() {
    url.directory(around.mounts());
  }

  @Override
  public void follow(InventoryListener listener) {
    lock.lock();
    try {
      if (follower != null) {
        throw new IllegalStateException("already followed");
      }
      follower =
          new CatalogFollower(
              () -> url.directory(around.mounts()), around, new OvaRows(providerUid), listener);
      follower.start();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Share> shares() {
    return url.needsShare()
        ? List.of(new Share(url.server(), url.path(), OvaRows.MOUNT_PATH))
        : List.of();
  }

  @Override
  public BlockReader openDisk(String machineId, String diskId) {
    Appliance.Disk disk = disk(machineId, diskId);
    if (!disk.problem().isEmpty()) {
      throw new InvalidRequest(disk.problem());
    }
    return OvaDisks.open(disk);
  }

  @Override
  public List<IntegrityCheck> integrityChecks(String machineId, String diskId) {
    return disk(machineId, diskId).checks();
  }

  @Override
  public String diskVersion(String machineId, String diskId) {
    Appliance.Disk disk = disk(machineId, diskId);
    String file = disk.bytes().map(Region::version).orElse("blank");
    String digest = disk.digest().map(Object::toString).orElse("");
    return String.join("|", machineId, diskId, file, digest, "" + disk.said().capacityBytes());
  }

  private Appliance.Disk disk(String machineId, String diskId) {
    Catalog.View view = look();
    for (CatalogEntry entry : view.entries().values()) {
      Optional<Appliance.Disk> disk =
          entry.appliance().flatMap(a -> a.machine(machineId)).flatMap(m -> m.disk(diskId));
      if (disk.isPresent()) {
        return disk.get();
      }
    }
    List<String> unread = new ArrayList<>();
    view.entries().values().stream()
        .filter(e -> !e.message().isEmpty())
        .forEach(e -> unread.add(e.message()));
    throw new InvalidRequest(
        "The catalog has no disk %s of machine %s any more.%s"
            .formatted(diskId, machineId, unread.isEmpty() ? "" : " Not readable: " + unread));
  }

  /** For reading disks the catalog is read as it is, without waiting for fresh files. */
  private Catalog.View look() {
    lock.lock();
    try {
      if (direct == null) {
        direct = Catalog.impatient(url.directory(around.mounts()), around.clock());
      }
      return direct.look();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (follower != null) {
        follower.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
