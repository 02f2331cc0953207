package io.wherry.ovirt;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.blocks.BlockReader;
import io.wherry.ovirt.disks.Disks;
import io.wherry.ovirt.inventory.Follower;
import io.wherry.ovirt.machines.VmBackups;
import io.wherry.ovirt.machines.VmPower;
import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.Json;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.Power;
import io.wherry.spi.Share;
import io.wherry.spi.Snapshots;
import io.wherry.spi.SourceConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open engine. */
final class OvirtConnection implements SourceConnection {
  private static final Logger LOG = LoggerFactory.getLogger(OvirtConnection.class);

  private final Engine engine;
  private final Origin origin;
  private final VmPower power;
  private final VmBackups backups;
  private final Disks disks;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Follower follower;

  /**
   * Where a connection comes from.
   *
   * @param fingerprint of the engine's certificate
   * @param refresh time between two looks at the engine's events
   */
  record Origin(String providerUid, String fingerprint, Duration refresh, Clock clock) {}

  OvirtConnection(Engine engine, Origin origin) {
    this.engine = engine;
    this.origin = origin;
    this.power = new VmPower(engine);
    this.backups = new VmBackups(engine);
    this.disks = new Disks(engine);
  }

  /** {@inheritDoc} Only version 4 of the API is understood. */
  @Override
  public void test() {
    String host = engine.access().api().getHost();
    JsonNode root = engine.ask("", "The connection test of " + host + " failed");
    JsonNode version = Json.at(root, "product_info", "version");
    if (Json.number(version, "major") < 4) {
      throw new InvalidRequest(
          "%s is %s of version '%s'; an engine of version 4 is needed. Is the url right?"
              .formatted(
                  host,
                  Json.text(root, "product_info", "name"),
                  Json.text(version, "full_version")));
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
      follower =
          new Follower(
              engine,
              listener,
              new Follower.Rhythm(origin.providerUid(), origin.refresh(), origin.clock()));
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
    return Optional.of(power);
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return Optional.of(backups);
  }

  @Override
  public DiskChanges changes(DiskRequest request, String checkpoint) {
    return disks.changes(request, checkpoint);
  }

  /** {@inheritDoc} Transfers end by themselves; checkpoints would stay. */
  @Override
  public void release(String machineId, String mark) {
    try {
      backups.forget(machineId, mark);
    } catch (InvalidRequest | PeerRefused e) {
      // The machine is gone, or the engine is too old for backups: an import does not fail of that.
      LOG.info("no checkpoints of VM {} are removed: {}", machineId, e.getMessage());
    }
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
    return disks.version(DiskRequest.ofMachineThatIsOff(machineId, diskId, ""));
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
    engine.close();
  }
}
