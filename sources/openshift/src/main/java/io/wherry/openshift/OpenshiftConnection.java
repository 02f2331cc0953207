package io.wherry.openshift;

import io.wherry.blocks.BlockReader;
import io.wherry.spi.DiskRequest;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.Power;
import io.wherry.spi.Share;
import io.wherry.spi.SourceConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An open cluster. */
final class OpenshiftConnection implements SourceConnection {
  private final Cluster cluster;
  private final Origin origin;
  private final Machines machines;
  private final ExportDisks disks;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Follower follower;

  /** Where a connection comes from. */
  record Origin(String providerUid, String fingerprint, Duration refresh) {}

  OpenshiftConnection(Cluster cluster, Origin origin) {
    this.cluster = cluster;
    this.origin = origin;
    this.machines = new Machines(cluster);
    this.disks = new ExportDisks(cluster, machines);
  }

  /** {@inheritDoc} Asks for what imports read; the first refusal names it. */
  @Override
  public void test() {
    for (Kind kind : List.of(Kind.NAMESPACE, Kind.STORAGE_CLASS, Kind.CLAIM, Kind.MACHINE)) {
      var _ = cluster.get(kind.path() + "?limit=1");
    }
  }

  @Override
  public String fingerprint() {
    return origin.fingerprint();
  }

  @Override
  public void follow(InventoryListener listener) {
    lock.lock();
    try {
      if (follower != null) {
        throw new IllegalStateException("already followed");
      }
      follower = new Follower(cluster, listener, origin);
      follower.start();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Share> shares() {
    return List.of();
  }

  @Override
  public Optional<Power> power() {
    return Optional.of(machines);
  }

  @Override
  public BlockReader openDisk(String machineId, String diskId) {
    return openDisk(DiskRequest.ofMachineThatIsOff(machineId, diskId, ""));
  }

  @Override
  public BlockReader openDisk(DiskRequest request) {
    return disks.open(request);
  }

  @Override
  public String diskVersion(String machineId, String diskId) {
    return disks.version(machineId, diskId);
  }

  @Override
  public void release(String machineId, String mark) {
    disks.release(machineId);
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
    cluster.close();
  }
}
