package io.wherry.storage.run;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.resources.DiskMove;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves the disks of a machine that runs, which goes on running. A machine that is off, or is
 * stopped meanwhile, takes the offline route. From the node's decision on the targets are the true
 * disks, and there is no way back but a rollback.
 */
record MoveLive(StorageStep phase) implements Step<StorageWorld> {
  /** Fact: which route the machine takes. */
  static final String ROUTE = "route";

  static final String LIVE = "live";
  static final String OFFLINE = "offline";
  private static final String ATTEMPT = "attempt";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("<vm>-<fingerprint>-<attempt>");
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    if (notes.get(ROUTE).filter(OFFLINE::equals).isPresent()) {
      return new StepState.Done(Map.of(ROUTE, OFFLINE));
    }
    HeldMachine machine = HeldMachine.of(world, notes);
    Optional<DiskMove> move = move(world, notes);
    if (move.filter(DiskMove::hasSwitched).isPresent()) {
      String held = move.get().resource().at("status", "heldMicros").asText("");
      return new StepState.Done(Map.of(ROUTE, LIVE, "heldMicros", held));
    }
    if (machine.find().isEmpty()) {
      return new StepState.Broken(MachineWatch.gone(machine.machine()));
    }
    return move.isEmpty() || move.get().isDecided()
        ? StepState.notStarted()
        : new StepState.Underway(progress(world, notes, move.get()), LOOK_AGAIN);
  }

  private static int attempt(Notes notes) {
    return notes.get(ATTEMPT).map(Integer::parseInt).orElse(1);
  }

  private static Optional<DiskMove> move(StorageWorld world, Notes notes) {
    return new LiveMove(world, world.machine(notes)).find(attempt(notes));
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    Optional<DiskMove> failed = move(world, notes);
    return failed.isPresent() ? again(world, notes, failed.get()) : begin(world, notes);
  }

  private ActResult begin(StorageWorld world, Notes notes) {
    StorageOrder.Machine machine = world.machine(notes);
    Optional<Resource> instance =
        world.api().get(StorageWorld.beside(machine, Kinds.VMI, machine.vm().name()));
    Optional<Resource> vm = HeldMachine.of(world, notes).find();
    if (instance.isEmpty() || vm.isEmpty() || !isMovable(vm.get(), machine)) {
      notes.put(ROUTE, OFFLINE);
      return ActResult.acted();
    }
    Optional<Problem> trouble = trouble(world, machine, vm.get());
    if (trouble.isPresent()) {
      return new ActResult.GaveUp(trouble.get());
    }
    boolean runs = instance.get().text("status", "phase").filter("Running"::equals).isPresent();
    if (!runs || instance.get().isBeingDeleted()) {
      return new ActResult.Hold(
          StorageProblem.MachineChanged.about(
              machine,
              "The virtual machine %s/%s is being started or stopped."
                  .formatted(machine.vm().namespace(), machine.vm().name()),
              "Wait."),
          LOOK_AGAIN);
    }
    int attempt = attempt(notes);
    notes.put(ATTEMPT, Integer.toString(attempt));
    new LiveMove(world, machine).make(attempt, instance.get());
    return ActResult.acted();
  }

  private static boolean isMovable(Resource vm, StorageOrder.Machine machine) {
    return machine.volumes().stream().noneMatch(v -> new References(vm).isShared(v.volume()));
  }

  private static Optional<Problem> trouble(
      StorageWorld world, StorageOrder.Machine machine, Resource vm) {
    return new References(vm).areUnchanged(machine.volumes())
        ? new Strangers(world, machine).trouble()
        : Optional.of(MachineWatch.changed(machine, "names other volumes than the plan"));
  }

  /** The guest is where it was. */
  private ActResult again(StorageWorld world, Notes notes, DiskMove failed) {
    StorageOrder.Machine machine = world.machine(notes);
    int attempt = attempt(notes);
    boolean off = !HeldMachine.of(world, notes).hasInstance();
    if (!off && attempt >= LiveMove.MOST) {
      return new ActResult.GaveUp(
          StorageProblem.LiveMoveFailed.about(
              machine,
              "The disks of virtual machine %s/%s could not be moved while it runs: %s"
                  .formatted(machine.vm().namespace(), machine.vm().name(), failed.message()),
              "It runs on its former disks. Remove the cause and start a new migration, or set liveMigrate of the plan to false."));
    }
    if (off) {
      notes.put(ROUTE, OFFLINE);
    } else {
      notes.put(ATTEMPT, Integer.toString(attempt + 1));
    }
    new LiveMove(world, machine).forget(failed);
    return ActResult.acted();
  }

  private static Progress progress(StorageWorld world, Notes notes, DiskMove move) {
    long seconds =
        Math.max(
            1, Duration.between(notes.beganAt(), world.outside().clock().instant()).toSeconds());
    List<Progress.Part> parts = new ArrayList<>();
    for (var disk : move.resource().items("status", "disks")) {
      long done = disk.path("done").asLong();
      long total = disk.path("total").asLong();
      long rate = done / seconds;
      move.disks().stream()
          .filter(d -> d.volume().equals(disk.path("volume").asText()))
          .forEach(d ->
              parts.add(
                  new Progress.Part(
                      d.source(), done, total, rate, rate == 0 ? -1 : (total - done) / rate)));
    }
    return new Progress(parts);
  }

  /** What the node has decided already stays: the machine then gets the names of its disks. */
  @Override
  public void undo(StorageWorld world, Notes notes, Ending why) {
    HeldMachine machine = HeldMachine.of(world, notes);
    LiveMove live = new LiveMove(world, machine.machine());
    for (DiskMove move : live.all().toList()) {
      if (!move.isDecided()) {
        live.abort(move);
        throw new PeerUnavailable(
            "Node %s has not said yet whether %s was still exchanged."
                .formatted(move.node(), move.resource()));
      }
      boolean told = !move.hasSwitched() || follows(machine, notes);
      if (told || phase == StorageStep.LIVE_BACK) {
        live.forget(move); // else whoever made the targets must see that they are needed
      }
    }
  }

  /** True when the machine names its disks now; false when its owner has named others. */
  private static boolean follows(HeldMachine machine, Notes notes) {
    notes.put(ROUTE, LIVE);
    Optional<Resource> vm = machine.find();
    vm.ifPresent(v -> follow(machine, v));
    return machine
        .find()
        .filter(v -> new References(v).areSwitched(machine.machine().volumes()))
        .isPresent();
  }

  private static void follow(HeldMachine machine, Resource vm) {
    List<StorageOrder.Volume> volumes = machine.machine().volumes();
    References references = new References(vm);
    if (!references.areSwitched(volumes)) {
      machine.replace(vm, references.volumes(volumes), references.templates(volumes));
    }
  }
}
