package io.wherry.testkit.vsphere;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What the double has: one datacenter with one host, one datastore and machines. Several servers, a
 * vCenter and a host, may show the same one. Safe for several threads.
 */
public final class SimEstate implements AutoCloseable {
  static final String HOST = "host-8";
  static final String DATASTORE = "datastore-10";
  static final String NETWORK = "network-11";

  private final Map<String, SimVm> machines = new LinkedHashMap<>();
  private final Map<String, SimTask> tasks = new LinkedHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final Misdeeds misdeeds = new Misdeeds();
  private String storeType = "VMFS";
  private int numbers = 100;

  /** What is done wrong. */
  public Misdeeds misdeeds() {
    return misdeeds;
  }

  /** Adds a machine that is off, with a disk for each raw file. */
  public synchronized SimVm add(String name, Path... rawDisks) {
    String id = "vm-" + numbers++;
    SimVm vm = new SimVm(id, name, UUID.nameUUIDFromBytes(name.getBytes()).toString());
    for (int i = 0; i < rawDisks.length; i++) {
      vm.disks.add(new SimDisk(i == 0 ? name : name + "_" + i, 2000 + i, rawDisks[i]));
      vm.extraConfig.put("scsi0:" + i + ".ctkEnabled", "TRUE");
    }
    machines.put(id, vm);
    changed(id);
    return vm;
  }

  /** The datastore's type: {@code VMFS}, {@code NFS}, {@code vsan} or {@code VVOL}. */
  public synchronized void storeType(String type) {
    storeType = type;
    changed(DATASTORE);
  }

  synchronized String storeType() {
    return storeType;
  }

  synchronized List<SimVm> machines() {
    return List.copyOf(machines.values());
  }

  synchronized Optional<SimVm> machine(String id) {
    return Optional.ofNullable(machines.get(id));
  }

  /** The machine and the snapshot with an id. */
  synchronized Optional<Map.Entry<SimVm, SimVm.Snapshot>> snapshot(String id) {
    for (SimVm vm : machines.values()) {
      for (SimVm.Snapshot snapshot : vm.snapshots) {
        if (snapshot.id().equals(id)) {
          return Optional.of(Map.entry(vm, snapshot));
        }
      }
    }
    return Optional.empty();
  }

  synchronized Optional<SimTask> task(String id) {
    return Optional.ofNullable(tasks.get(id));
  }

  /** Switches on or off at once. */
  public synchronized void power(SimVm vm, String state) {
    vm.power = state;
    changed(vm.id);
  }

  public synchronized void rename(SimVm vm, String name) {
    vm.name = name;
    changed(vm.id);
  }

  /** Removes a machine, as somebody else might. */
  public synchronized void remove(SimVm vm) {
    machines.remove(vm.id);
    changed(vm.id);
  }

  /** Makes a snapshot as a backup program does: not ours. */
  public synchronized void foreignSnapshot(SimVm vm) {
    freeze(vm, "backup", "nightly");
    changed(vm.id);
  }

  /** Begins a task that somebody else has asked for; it runs until it is ended. */
  public synchronized Runnable foreignTask(SimVm vm, String operation) {
    SimTask task = begin(vm, operation);
    return () -> end(task, "success", "");
  }

  /** How many snapshots of a name a machine has. */
  public synchronized long snapshotsNamed(SimVm vm, String name) {
    return vm.snapshots.stream().filter(s -> s.name().equals(name)).count();
  }

  void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  void changed(String id) {
    listeners.forEach(l -> l.accept(id));
  }

  synchronized SimTask begin(SimVm vm, String operation) {
    SimTask task = new SimTask("task-" + numbers++, operation, vm.id);
    tasks.put(task.id, task);
    vm.tasks.add(task);
    return task;
  }

  synchronized void end(SimTask task, String state, String result) {
    task.state = state;
    task.result = result;
    changed(task.machine);
  }

  synchronized void fail(SimTask task, String fault, String message) {
    task.fault = fault;
    task.message = message;
    end(task, "error", "");
  }

  synchronized SimTask createSnapshot(SimVm vm, String name, String description, String quiesce) {
    SimTask task = begin(vm, "vim.VirtualMachine.createSnapshot");
    after(
        misdeeds.snapshotTime(),
        () -> {
          synchronized (this) {
            if (quiesce.equals("true") && !vm.quiescable) {
              fail(task, "ApplicationQuiesceFault", "The guest's writers did not come to rest.");
              return;
            }
            end(task, "success", freeze(vm, name, description).id());
          }
        });
    return task;
  }

  private SimVm.Snapshot freeze(SimVm vm, String name, String description) {
    Map<SimDisk, SimDisk.Point> points = new LinkedHashMap<>();
    vm.disks.forEach(d -> points.put(d, d.freeze()));
    SimVm.Snapshot snapshot =
        new SimVm.Snapshot("snapshot-" + numbers++, name, description, points);
    vm.snapshots.add(snapshot);
    return snapshot;
  }

  synchronized SimTask removeSnapshot(SimVm vm, SimVm.Snapshot snapshot) {
    SimTask task = begin(vm, "vim.vm.Snapshot.remove");
    boolean leaves = misdeeds.takeLeavesFiles();
    vm.snapshots.remove(snapshot);
    changed(vm.id);
    after(
        misdeeds.consolidation(),
        () -> {
          synchronized (this) {
            vm.consolidationNeeded = leaves;
            if (!leaves) {
              snapshot.points().forEach((disk, point) -> disk.merge(point.depth()));
            }
            end(task, "success", "");
          }
        });
    return task;
  }

  synchronized SimTask consolidate(SimVm vm) {
    SimTask task = begin(vm, "vim.VirtualMachine.consolidateDisks");
    after(
        misdeeds.consolidation(),
        () -> {
          synchronized (this) {
            for (SimDisk disk : vm.disks) {
              while (disk.depth() > vm.snapshots.size()) {
                disk.merge(vm.snapshots.size());
              }
            }
            vm.consolidationNeeded = false;
            end(task, "success", "");
          }
        });
    return task;
  }

  /** Runs now when nothing delays it, else on a thread of its own. */
  static void after(Duration delay, Runnable action) {
    if (delay.isZero()) {
      action.run();
      return;
    }
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              long end = System.nanoTime() + delay.toNanos();
              while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
              }
              action.run();
            });
  }

  /** Closes the disks' files. */
  @Override
  public synchronized void close() {
    new ArrayList<>(machines.values()).forEach(vm -> vm.disks.forEach(SimDisk::close));
  }

  /** Privileges that the double knows of. */
  static Set<String> privileges() {
    return Set.of(
        "VirtualMachine.State.CreateSnapshot",
        "VirtualMachine.State.RemoveSnapshot",
        "VirtualMachine.Interact.PowerOn",
        "VirtualMachine.Interact.PowerOff",
        "VirtualMachine.Provisioning.DiskRandomRead",
        "VirtualMachine.Provisioning.GetVmFiles",
        "Datastore.Browse");
  }
}
