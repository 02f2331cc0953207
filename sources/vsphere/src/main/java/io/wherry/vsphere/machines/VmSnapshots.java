package io.wherry.vsphere.machines;

import io.wherry.spi.Snapshots;
import io.wherry.vsphere.inventory.DiskIds;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.VimFault;
import io.wherry.vsphere.soap.Xml;
import io.wherry.vsphere.vim.Faults;
import io.wherry.vsphere.vim.PropertyReader;
import io.wherry.vsphere.vim.Session;
import io.wherry.vsphere.vim.Tasks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Snapshots that Wherry makes: all of one name, known by the mark in their description. What was
 * asked for is looked up at the server, so that a restart in between makes nothing twice; only the
 * words of a failure are remembered here.
 *
 * @source inventory-and-providers.md sections 3.2 and 3.3
 */
public final class VmSnapshots implements Snapshots {
  /** Users and other tools know our snapshots by it. */
  static final String NAME = "forklift-migration-precopy";

  private static final String DESCRIPTION =
      "Made by Wherry to copy the disks of a running machine. Mark: ";

  private final Session session;
  private final Tasks tasks;
  private final Map<String, MoRef> asked = new ConcurrentHashMap<>();

  public VmSnapshots(Session session) {
    this.session = session;
    this.tasks = new Tasks(session);
  }

  @Override
  public Sight find(String machineId, String mark) {
    View view = view(machineId);
    Optional<Tasks.Seen> last =
        Optional.ofNullable(asked.get(machineId + "/" + mark)).flatMap(tasks::look);
    boolean removing =
        view.underway(VmSnapshots::isRemoval) || isUnderway(last, VmSnapshots::isRemoval);
    Optional<VimFault> error = last.flatMap(Tasks.Seen::error);
    Optional<SnapshotTree.Node> ours = view.marked(mark);
    if (removing) {
      return new Sight.Removing();
    }
    if (ours.isPresent()) {
      return error
          .<Sight>map(e -> new Sight.Failed(e.text()))
          .orElseGet(() -> new Sight.Ready(ours.get().snapshot().value()));
    }
    if (view.underway(VmSnapshots::isCreation) || isUnderway(last, VmSnapshots::isCreation)) {
      return new Sight.Making();
    }
    if (error.isPresent()) {
      return new Sight.Failed(error.get().text());
    }
    if (view.leavesFiles(last)) {
      consolidate(machineId, mark);
      return new Sight.Removing();
    }
    return new Sight.None();
  }

  private static boolean isUnderway(Optional<Tasks.Seen> task, Predicate<Tasks.Seen> kind) {
    return task.filter(Tasks.Seen::isUnderway).filter(kind).isPresent();
  }

  /** vCenter and ESXi name it {@code vim.VirtualMachine.createSnapshot}, others leave out vim. */
  private static boolean isCreation(Tasks.Seen task) {
    return task.operation().toLowerCase(Locale.ROOT).contains("createsnapshot");
  }

  /** {@code vim.vm.Snapshot.remove}, {@code VirtualMachine.consolidateDisks} and the like. */
  private static boolean isRemoval(Tasks.Seen task) {
    String operation = task.operation().toLowerCase(Locale.ROOT);
    return operation.contains("snapshot") && operation.contains("remove")
        || operation.contains("consolidate");
  }

  /** The snapshot is gone from the list, but its files are not: merge them. */
  private void consolidate(String machineId, String mark) {
    String what = "The files of a removed snapshot of VM " + machineId + " cannot be merged";
    Xml answer = session.ask(Call.of("ConsolidateVMDisks_Task", VmPower.machine(machineId)), what);
    asked.put(machineId + "/" + mark, answer.ref("returnval"));
  }

  @Override
  public void create(String machineId, String mark, Consistency consistency) {
    Call call =
        Call.of("CreateSnapshot_Task", VmPower.machine(machineId))
            .text("name", NAME)
            .text("description", DESCRIPTION + mark)
            .text("memory", false)
            .text("quiesce", consistency == Consistency.QUIESCED);
    Xml answer = session.ask(call, "No snapshot of VM " + machineId + " was made");
    asked.put(machineId + "/" + mark, answer.ref("returnval"));
  }

  @Override
  public void remove(String machineId, String mark) {
    View view = view(machineId);
    Optional<SnapshotTree.Node> ours = view.marked(mark);
    if (ours.isEmpty()) {
      Optional<Tasks.Seen> last =
          Optional.ofNullable(asked.remove(machineId + "/" + mark)).flatMap(tasks::look);
      if (view.leavesFiles(last)) {
        consolidate(machineId, mark);
      }
      return;
    }
    Call call =
        Call.of("RemoveSnapshot_Task", ours.get().snapshot())
            .text("removeChildren", false)
            .text("consolidate", true);
    try {
      Xml answer = session.call(call);
      asked.put(machineId + "/" + mark, answer.ref("returnval"));
    } catch (VimFault fault) {
      if (!fault.is("ManagedObjectNotFound")) {
        throw Faults.translate(fault, "The snapshot of VM %s was not removed".formatted(machineId));
      }
    }
  }

  @Override
  public Map<String, String> checkpoints(String machineId, String snapshotId) {
    MoRef snapshot = new MoRef("VirtualMachineSnapshot", snapshotId);
    Xml devices =
        new PropertyReader(session)
            .read(snapshot, "config.hardware.device")
            .getOrDefault("config.hardware.device", Xml.NOTHING);
    Map<String, String> result = new LinkedHashMap<>();
    DiskIds.byId(devices)
        .forEach((id, disk) -> {
          if (!disk.changeId().isEmpty()) {
            result.put(id, disk.changeId());
          }
        });
    return result;
  }

  @Override
  public List<String> marks(String machineId) {
    return view(machineId).tree().nodes().stream()
        .filter(n -> n.name().equals(NAME) && n.description().startsWith(DESCRIPTION))
        .map(n -> n.description().substring(DESCRIPTION.length()).strip())
        .toList();
  }

  /** A machine's snapshots and what is done to them. */
  private record View(SnapshotTree tree, boolean consolidationNeeded, List<Tasks.Seen> recent) {
    Optional<SnapshotTree.Node> marked(String mark) {
      return tree.nodes().stream()
          .filter(n -> n.name().equals(NAME) && n.description().strip().equals(DESCRIPTION + mark))
          .findFirst();
    }

    boolean underway(Predicate<Tasks.Seen> kind) {
      return recent.stream().filter(Tasks.Seen::isUnderway).anyMatch(kind);
    }

    /** Whether a removal, ours or one that was begun before a restart, has not cleaned up. */
    boolean leavesFiles(Optional<Tasks.Seen> last) {
      return consolidationNeeded
          && (last.filter(VmSnapshots::isRemoval).isPresent()
              || recent.stream().anyMatch(VmSnapshots::isRemoval));
    }
  }

  private View view(String machineId) {
    MoRef machine = VmPower.machine(machineId);
    // Tasks first: one that ends between the two reads has left its snapshot by then.
    List<Tasks.Seen> recent = tasks.recentOf(machine);
    Map<String, Xml> values =
        new PropertyReader(session).read(machine, "snapshot", "runtime.consolidationNeeded");
    return new View(
        SnapshotTree.of(values.getOrDefault("snapshot", Xml.NOTHING)),
        values.getOrDefault("runtime.consolidationNeeded", Xml.NOTHING).flag(),
        recent);
  }
}
