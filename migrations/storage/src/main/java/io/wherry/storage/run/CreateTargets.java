package io.wherry.storage.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.DiskMove;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.Marks;
import java.time.Duration;
import java.util.Optional;

/** Makes the target volumes, empty, before anything is stopped. Those of an earlier stage stay. */
final class CreateTargets implements Step<StorageWorld> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Override
  public StepId id() {
    return StorageStep.CREATE_TARGETS;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("<claim>-mig-<plan's suffix>");
  }

  @Override
  public Optional<Duration> deadline() {
    return Optional.of(PATIENCE);
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    StorageOrder.Machine machine = world.machine(notes);
    boolean bound = true;
    for (StorageOrder.Volume volume : machine.volumes()) {
      Optional<Resource> target = find(world, machine, volume);
      if (target.isEmpty()) {
        return StepState.notStarted();
      }
      if (!isOfPlan(world, target.get())) {
        return broken(
            machine,
            "%s exists and was not made by this plan.".formatted(target.get()),
            "Write another target name behind the colon of pvc.name in the plan.");
      }
      if (target.get().text("status", "phase").filter("Failed"::equals).isPresent()) {
        return broken(
            machine,
            "The target volume %s cannot be made.".formatted(target.get()),
            "Its conditions and events say why.");
      }
      bound &= isBound(world, machine, volume);
    }
    return bound ? StepState.done() : StepState.underway(LOOK_AGAIN);
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    StorageOrder.Machine machine = world.machine(notes);
    for (StorageOrder.Volume volume : machine.volumes()) {
      Optional<ActResult> refusal = refusal(world, machine, volume);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      if (find(world, machine, volume).isEmpty()) {
        make(world, machine, volume);
      }
    }
    return ActResult.acted();
  }

  // Only what this run has made, and only while no machine uses it.
  @Override
  public void undo(StorageWorld world, Notes notes, Ending why) {
    StorageOrder.Machine machine = world.machine(notes);
    Optional<Resource> vm = HeldMachine.of(world, notes).find();
    for (StorageOrder.Volume volume : machine.volumes()) {
      boolean used = vm.filter(m -> new References(m).use(volume.target())).isPresent();
      find(world, machine, volume)
          .filter(t -> !used && isOfRun(world, t))
          .filter(t -> new Strangers(world, machine).using(t.name()).isEmpty())
          .filter(t -> !holdsTheDisk(world, notes, t.name()))
          .ifPresent(t -> Targets.delete(world, machine, t));
    }
    LiveMove live = new LiveMove(world, machine);
    live.all().filter(DiskMove::isDecided).forEach(live::forget);
  }

  /** Noted, since the move that tells is forgotten before this step is undone. */
  private static boolean holdsTheDisk(StorageWorld world, Notes notes, String target) {
    String note = "kept-" + target;
    if (notes.get(note).isPresent()) {
      return true;
    }
    boolean holds = new LiveMove(world, world.machine(notes)).mayNeed(target);
    if (holds) {
      notes.put(note, "true");
    }
    return holds;
  }

  private static Optional<Resource> find(
      StorageWorld world, StorageOrder.Machine machine, StorageOrder.Volume volume) {
    return Targets.find(world, machine, volume.target());
  }

  private static boolean isBound(
      StorageWorld world, StorageOrder.Machine machine, StorageOrder.Volume volume) {
    return world
        .api()
        .get(StorageWorld.beside(machine, Kinds.PVC, volume.target()))
        .flatMap(c -> c.text("status", "phase"))
        .filter("Bound"::equals)
        .isPresent();
  }

  private static boolean isOfPlan(StorageWorld world, Resource target) {
    return target
        .label(Marks.MIGRATED_BY_PLAN)
        .filter(world.order().plan().uid()::equals)
        .isPresent();
  }

  private static boolean isOfRun(StorageWorld world, Resource target) {
    return target
        .label(Marks.MIGRATED_BY_MIGRATION)
        .filter(world.order().migration().uid()::equals)
        .isPresent();
  }

  private static Optional<ActResult> refusal(
      StorageWorld world, StorageOrder.Machine machine, StorageOrder.Volume volume) {
    String storageClass = volume.storage().storageClass();
    if (world.api().get(new ResourceKey(Kinds.STORAGE_CLASS, "", storageClass)).isEmpty()) {
      return gaveUp(
          machine,
          "The target storage class %s of claim %s does not exist."
              .formatted(storageClass, volume.source()),
          "Make it, or select another one in the plan.");
    }
    if (world.api().get(StorageWorld.beside(machine, Kinds.PVC, volume.source())).isEmpty()) {
      return gaveUp(
          machine,
          "The claim %s is gone.".formatted(volume.source()),
          "Set spec.refresh of the plan, then start a new migration.");
    }
    return Optional.empty();
  }

  private static void make(
      StorageWorld world, StorageOrder.Machine machine, StorageOrder.Volume volume) {
    String namespace = machine.vm().namespace();
    Resource target = Resource.of(Kinds.DATA_VOLUME, namespace, volume.target());
    ObjectNode metadata = (ObjectNode) target.tree().get("metadata");
    metadata
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "openshift-migration")
        .put(Marks.MIGRATED_BY_PLAN, world.order().plan().uid())
        .put(Marks.MIGRATED_BY_MIGRATION, world.order().migration().uid());
    metadata
        .putObject("annotations")
        .put("cdi.kubevirt.io/storage.bind.immediate.requested", "true")
        .put("cdi.kubevirt.io/storage.deleteAfterCompletion", "false");
    ArrayNode owners = owners(world, machine, volume);
    if (!owners.isEmpty()) {
      metadata.set("ownerReferences", owners);
    }
    ObjectNode spec = target.tree().putObject("spec");
    spec.putObject("source").putObject("blank");
    spec.set("storage", storage(volume));
    try {
      Resource _ = world.api().create(Kinds.DATA_VOLUME, target);
    } catch (StaleWrite made) {
      // by an earlier life of this run, or by somebody else: the next look tells
      if (find(world, machine, volume).isEmpty()) {
        throw made;
      }
    }
  }

  // A disk that goes with its machine shall do so in the new class, too.
  private static ArrayNode owners(
      StorageWorld world, StorageOrder.Machine machine, StorageOrder.Volume volume) {
    ArrayNode owners = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
    Targets.find(world, machine, volume.source()).stream()
        .flatMap(s -> s.items("metadata", "ownerReferences").stream())
        .filter(o -> o.path("uid").asText().equals(machine.vm().uid()))
        .map(JsonNode::deepCopy)
        .forEach(o -> owners.add((JsonNode) o));
    return owners;
  }

  private static ObjectNode storage(StorageOrder.Volume volume) {
    ObjectNode storage = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    StorageOrder.Storage where = volume.storage();
    storage.put("storageClassName", where.storageClass());
    if (!where.accessMode().isEmpty()) {
      storage.putArray("accessModes").add(where.accessMode());
    }
    if (!where.volumeMode().isEmpty()) {
      storage.put("volumeMode", where.volumeMode());
    }
    storage
        .putObject("resources")
        .putObject("requests")
        .put("storage", Long.toString(volume.request()));
    return storage;
  }

  private static StepState broken(StorageOrder.Machine machine, String message, String advice) {
    return new StepState.Broken(StorageProblem.VolumeFailed.about(machine, message, advice));
  }

  private static Optional<ActResult> gaveUp(
      StorageOrder.Machine machine, String message, String advice) {
    return Optional.of(
        new ActResult.GaveUp(StorageProblem.VolumeFailed.about(machine, message, advice)));
  }
}
