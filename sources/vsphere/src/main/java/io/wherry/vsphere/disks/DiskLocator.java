package io.wherry.vsphere.disks;

import io.wherry.problems.InvalidRequest;
import io.wherry.spi.DiskRequest;
import io.wherry.vsphere.inventory.Devices.Disk;
import io.wherry.vsphere.inventory.DiskIds;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import io.wherry.vsphere.vim.PropertyReader;
import io.wherry.vsphere.vim.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds a disk at the server, as it is now or was at a snapshot. */
final class DiskLocator {
  private static final String DEVICES = "config.hardware.device";
  private static final String POWER = "runtime.powerState";
  private static final Pattern FILE = Pattern.compile("\\[([^\\]]*)\\] *(.+)");
  private static final int DEEPEST = 100;

  private final Session session;
  private final PropertyReader reader;

  DiskLocator(Session session) {
    this.session = session;
    this.reader = new PropertyReader(session);
  }

  /**
   * Looks now. Blocks.
   *
   * @throws InvalidRequest there is no such disk or snapshot, or the machine runs and no snapshot
   *     is named
   */
  DiskPlace locate(DiskRequest request) {
    MoRef machine = new MoRef("VirtualMachine", request.machineId());
    Map<String, Xml> now;
    try {
      now = reader.read(machine, DEVICES, POWER, "config.keyId");
    } catch (InvalidRequest e) {
      throw missing(request, "the machine is not there (any more)", e);
    }
    MoRef snapshot = MoRef.NONE;
    Xml devices = now.getOrDefault(DEVICES, Xml.NOTHING);
    if (request.snapshotId().isEmpty()) {
      refuseWhileOn(request, now.getOrDefault(POWER, Xml.NOTHING).text());
    } else {
      snapshot = new MoRef("VirtualMachineSnapshot", request.snapshotId());
      devices = atSnapshot(request, snapshot);
    }
    Map<String, Disk> disks = DiskIds.byId(devices);
    Disk disk = disks.get(request.diskId());
    if (disk == null) {
      throw missing(
          request,
          "it was moved, replaced or removed; the machine has " + disks.keySet() + " now",
          null);
    }
    if (snapshot.isSet() && disk.isIndependent()) {
      throw new InvalidRequest(
          "Disk %s of VM %s is independent: snapshots leave it out, so it cannot be read while the machine runs. Make it dependent, or migrate the VM cold."
              .formatted(request.diskId(), request.machineId()));
    }
    var position =
        new DiskPlace.Position(
            new java.util.ArrayList<>(disks.keySet()).indexOf(request.diskId()), disks.size());
    MoRef state = snapshot;
    return place(
        request, new State(machine, state, position, now.containsKey("config.keyId")), disk);
  }

  /**
   * Looks whether a disk's bytes are still those of the state that was located. Blocks.
   *
   * @throws InvalidRequest the snapshot was removed, the machine was switched on, or the disk lies
   *     elsewhere now
   */
  void requireUnmoved(DiskRequest request, DiskPlace before) {
    if (!locate(request).disk().file().equals(before.disk().file())) {
      throw missing(request, "it was moved while it was read", null);
    }
  }

  private Xml atSnapshot(DiskRequest request, MoRef snapshot) {
    try {
      return reader.read(snapshot, DEVICES).getOrDefault(DEVICES, Xml.NOTHING);
    } catch (InvalidRequest e) {
      throw missing(request, "its snapshot " + snapshot.value() + " was removed", e);
    }
  }

  private static void refuseWhileOn(DiskRequest request, String power) {
    if (power.equals("poweredOn") || power.equals("suspended")) {
      throw new InvalidRequest(
          "Disk %s of VM %s cannot be read: the machine is %s. Shut it down, or read it at a snapshot."
              .formatted(
                  request.diskId(),
                  request.machineId(),
                  power.equals("suspended") ? "suspended" : "running"));
    }
  }

  private static InvalidRequest missing(
      DiskRequest request, String why, @Nullable Throwable cause) {
    String message =
        "Disk %s of VM %s cannot be read: %s. Start the migration again."
            .formatted(request.diskId(), request.machineId(), why);
    return cause == null ? new InvalidRequest(message) : new InvalidRequest(message, cause);
  }

  /** What of a machine is read. */
  private record State(
      MoRef machine, MoRef snapshot, DiskPlace.Position position, boolean encrypted) {}

  private DiskPlace place(DiskRequest request, State state, Disk disk) {
    Matcher file = FILE.matcher(disk.file());
    if (!file.matches()) {
      throw new InvalidRequest(
          "Disk %s of VM %s lies on no datastore."
              .formatted(request.diskId(), request.machineId()));
    }
    Xml type =
        reader.read(disk.datastore(), "summary.type").getOrDefault("summary.type", Xml.NOTHING);
    return new DiskPlace(
        request.diskId(),
        state.machine(),
        state.snapshot(),
        disk,
        state.position(),
        file.group(1),
        file.group(2),
        type.text(),
        datacenter(disk.datastore()),
        state.encrypted() || disk.encrypted());
  }

  /** Names from below the root to the datacenter, as the server writes them. */
  private String datacenter(MoRef datastore) {
    Deque<String> names = new ArrayDeque<>();
    MoRef root = session.content().ref("rootFolder");
    MoRef at = datastore;
    boolean inside = false;
    for (int i = 0; i < DEEPEST && at.isSet() && !at.equals(root); i++) {
      Map<String, Xml> values = reader.read(at, "name", "parent");
      inside |= at.type().equals("Datacenter");
      if (inside) {
        names.push(values.getOrDefault("name", Xml.NOTHING).text());
      }
      at = values.getOrDefault("parent", Xml.NOTHING).ref();
    }
    return String.join("/", names);
  }
}
