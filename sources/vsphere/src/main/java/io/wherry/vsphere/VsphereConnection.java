package io.wherry.vsphere;

import io.wherry.blocks.BlockReader;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.Power;
import io.wherry.spi.Share;
import io.wherry.spi.Snapshots;
import io.wherry.spi.SourceConnection;
import io.wherry.vsphere.disks.DiskAccess;
import io.wherry.vsphere.inventory.Follower;
import io.wherry.vsphere.machines.VmPower;
import io.wherry.vsphere.machines.VmSnapshots;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.vim.Privileges;
import io.wherry.vsphere.vim.PropertyReader;
import io.wherry.vsphere.vim.Session;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An open vCenter or ESXi host. */
final class VsphereConnection implements SourceConnection {
  private final String providerUid;
  private final Session session;
  private final String fingerprint;
  private final VmPower power;
  private final VmSnapshots snapshots;
  private final DiskAccess disks;
  private final Privileges privileges;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Follower follower;

  /** Where a connection comes from. */
  record Origin(String fingerprint, Clock clock) {}

  VsphereConnection(String providerUid, Session session, EndpointSettings settings, Origin origin) {
    this.providerUid = providerUid;
    this.session = session;
    this.fingerprint = origin.fingerprint();
    this.privileges = new Privileges(session, origin.clock());
    this.power = new VmPower(session);
    this.snapshots = new VmSnapshots(session);
    this.disks = new DiskAccess(session, settings.settings());
  }

  @Override
  public void test() {
    MoRef root = session.content().ref("rootFolder");
    if (new PropertyReader(session).read(root, "name").isEmpty()) {
      throw new PeerUnavailable(
          "%s does not let us see its root folder. Give the account the read-only role there."
              .formatted(session.access().sdk().getHost()));
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public List<String> missingPrivileges() {
    return privileges.missing();
  }

  @Override
  public void follow(InventoryListener listener) {
    lock.lock();
    try {
      if (follower != null) {
        throw new IllegalStateException("already followed");
      }
      follower = new Follower(session, providerUid, listener);
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
    return Optional.of(snapshots);
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
  public DiskChanges changes(DiskRequest request, String checkpoint) {
    return disks.changes(request, checkpoint);
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
    disks.close();
    session.close();
  }
}
