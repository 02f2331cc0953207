package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.order.Target;
import io.wherry.vmimport.translate.MachineTranslator;
import java.util.List;
import java.util.Optional;

/**
 * Creates the VirtualMachine halted, gives it its claims, removes the DataVolumes behind them, and
 * releases it. A released machine is never taken back.
 */
public final class CreateMachine implements Step<ImportWorld> {
  /** Noted by an undo that left the machine as it is. */
  public static final String KEPT = "kept";

  CreateMachine() {}

  @Override
  public StepId id() {
    return ImportPhase.CREATE_VM;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("targetName, else the source's name made valid");
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    Optional<Resource> machine = TargetMachine.of(world);
    if (machine.isPresent() && !world.isOurs(machine.get())) {
      return new StepState.Broken(taken(world));
    }
    for (Target.Disk disk : world.order().target().disks()) {
      if (claim(world, disk).isEmpty()) {
        return new StepState.Broken(missing(world, disk));
      }
    }
    boolean done =
        machine.filter(TargetMachine::isReleased).isPresent()
            && world.order().target().disks().stream()
                .allMatch(d -> isHandedOver(world, machine.get(), d));
    return done ? StepState.done() : StepState.notStarted();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    Resource wanted =
        MachineTranslator.translate(
            world.order(), ConvertGuest.facts(notes), StorePowerState.remembered(notes));
    String runStrategy = wanted.at("spec", "runStrategy").asText();
    Resource machine =
        TargetMachine.of(world)
            .orElseGet(() -> world.api().create(Kinds.VM, TargetMachine.halted(wanted)));
    for (Target.Disk disk : world.order().target().disks()) {
      if (!isHandedOver(world, machine, disk)) {
        world.api().patch(world.target(Kinds.PVC, disk.claim()), ownership(world, machine, disk));
        world.api().delete(world.target(Kinds.DATA_VOLUME, disk.claim()));
      }
    }
    if (!TargetMachine.isReleased(machine)) {
      TargetMachine.release(world, machine, runStrategy);
    }
    return ActResult.acted();
  }

  /**
   * Removes a machine that was not released, and waits until it is gone.
   *
   * @throws PeerUnavailable not gone yet
   */
  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    if (TargetMachine.stands(world)) {
      notes.put(KEPT, "yes");
      return;
    }
    Optional<Resource> machine = TargetMachine.of(world).filter(world::isOurs);
    if (machine.isPresent() && world.order().options().cleanup().machineOnFailure()) {
      world.api().delete(world.target(Kinds.VM, machine.get().name()), machine.get().uid());
      if (TargetMachine.of(world).filter(world::isOurs).isPresent()) {
        throw new PeerUnavailable(machine.get() + " is being removed.");
      }
    }
  }

  private static Optional<Resource> claim(ImportWorld world, Target.Disk disk) {
    return world.api().get(world.target(Kinds.PVC, disk.claim()));
  }

  private static boolean isHandedOver(ImportWorld world, Resource machine, Target.Disk disk) {
    boolean volumeGone =
        world
            .api()
            .get(world.target(Kinds.DATA_VOLUME, disk.claim()))
            .filter(v -> !v.isBeingDeleted())
            .isEmpty();
    return volumeGone && claim(world, disk).filter(c -> isOwnedBy(c, machine)).isPresent();
  }

  private static boolean isOwnedBy(Resource claim, Resource machine) {
    List<com.fasterxml.jackson.databind.JsonNode> owners =
        claim.items("metadata", "ownerReferences");
    return owners.size() == 1 && owners.getFirst().path("uid").asText().equals(machine.uid());
  }

  // Only the machine owns its claims from here on: removing the DataVolume must not remove them.
  private static ObjectNode ownership(ImportWorld world, Resource machine, Target.Disk disk) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    ObjectNode labels = metadata.putObject("labels");
    MachineLabels.of(world.order()).forEach(labels::put);
    labels.put(TargetMachine.IMPORTED, "true");
    metadata
        .putObject("annotations")
        .put(BlankVolume.DISK_SOURCE, disk.id())
        .put(BlankVolume.DISK_INDEX, Integer.toString(disk.index()));
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.VM.apiVersion())
        .put("kind", Kinds.VM.kind())
        .put("name", machine.name())
        .put("uid", machine.uid());
    return patch;
  }

  private static Problem taken(ImportWorld world) {
    return ImportProblem.NameTaken.about(
        world.order(),
        "VirtualMachine %s/%s exists already and was not made by this migration."
            .formatted(world.order().target().namespace(), world.order().target().vmName()),
        "Remove it, or set targetName for the VM in the plan; then start a new migration.");
  }

  private static Problem missing(ImportWorld world, Target.Disk disk) {
    return ImportProblem.VolumeMissing.about(
        world.order(),
        "PersistentVolumeClaim %s/%s with disk %s was removed while the migration was running."
            .formatted(world.order().target().namespace(), disk.claim(), disk.id()),
        "Start a new migration.");
  }
}
