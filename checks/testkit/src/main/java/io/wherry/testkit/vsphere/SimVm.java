package io.wherry.testkit.vsphere;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A machine of the double. Everything that changes is changed under the estate's lock. */
public final class SimVm {
  final String id;
  final String uuid;
  final List<SimDisk> disks = new ArrayList<>();
  final List<Snapshot> snapshots = new ArrayList<>();
  final List<SimTask> tasks = new ArrayList<>();
  final Map<String, String> extraConfig = new LinkedHashMap<>();
  String name;
  String power = "poweredOff";
  String tools = "guestToolsRunning";
  String diskMode = "persistent";
  boolean consolidationNeeded;
  boolean quiescable = true;
  Runnable atShutDown = () -> {};

  /** A snapshot, and what it holds of each disk. */
  record Snapshot(String id, String name, String description, Map<SimDisk, SimDisk.Point> points) {}

  SimVm(String id, String name, String uuid) {
    this.id = id;
    this.name = name;
    this.uuid = uuid;
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  /** {@code poweredOn} and the like. */
  public String power() {
    return power;
  }

  /** The first disk. */
  public SimDisk disk() {
    return disks.getFirst();
  }

  /** How many snapshots there are. */
  public int snapshotCount() {
    return snapshots.size();
  }

  /** Called when the guest is asked to shut down; the machine is off when it returns. */
  public void atShutDown(Runnable action) {
    atShutDown = action;
  }

  /** A guest that cannot be brought to rest. */
  public void refuseQuiesce() {
    quiescable = false;
  }

  /** Of all disks: {@code persistent}, {@code independent_persistent} and the like. */
  public void diskMode(String mode) {
    diskMode = mode;
  }

  /** {@code guestToolsRunning} or {@code guestToolsNotRunning}. */
  public void tools(String status) {
    tools = status;
  }
}
