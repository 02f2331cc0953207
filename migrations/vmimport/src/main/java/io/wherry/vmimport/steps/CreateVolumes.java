package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.order.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes a blank DataVolume per disk, or takes over the one that an earlier run has left, and waits
 * until all have their space.
 */
public final class CreateVolumes implements Step<ImportWorld> {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** So long a provisioner that refuses may change its mind. */
  private static final Duration REFUSAL_PATIENCE = Duration.ofMinutes(1);

  /** Noted by an undo that left volumes with copied data; a new run goes on from them. */
  public static final String KEPT = "kept";

  CreateVolumes() {}

  @Override
  public StepId id() {
    return ImportPhase.CREATE_DATA_VOLUMES;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("PVC name template, with a fingerprint of migration, VM and disk");
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    boolean missing = false;
    boolean waiting = false;
    for (Target.Disk disk : world.order().target().disks()) {
      Optional<Resource> volume = world.api().get(world.target(Kinds.DATA_VOLUME, disk.claim()));
      Optional<Resource> claim = world.api().get(world.target(Kinds.PVC, disk.claim()));
      Optional<StepState.Broken> broken = judge(world, disk, volume, claim);
      if (broken.isPresent()) {
        return broken.get();
      }
      missing |= volume.filter(world::isOurs).isEmpty();
      if (volume.isPresent() && !isReady(volume.get(), claim)) {
        waiting = true;
        Optional<StepState.Broken> refused = refusal(world, notes, volume.get());
        if (refused.isPresent()) {
          return refused.get();
        }
      }
    }
    if (missing) {
      return StepState.notStarted();
    }
    return waiting ? StepState.underway(Duration.ofSeconds(2)) : StepState.done();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    for (Target.Disk disk : world.order().target().disks()) {
      Optional<Resource> volume = world.api().get(world.target(Kinds.DATA_VOLUME, disk.claim()));
      if (volume.isEmpty()) {
        world.api().create(Kinds.DATA_VOLUME, BlankVolume.of(world.order(), disk));
      } else if (!world.isOurs(volume.get())) {
        takeOver(world, volume.get());
      }
    }
    return ActResult.acted();
  }

  private static void takeOver(ImportWorld world, Resource volume) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", volume.resourceVersion());
    ObjectNode labels = metadata.putObject("labels");
    MachineLabels.of(world.order()).forEach(labels::put);
    var _ = world.api().patch(world.target(Kinds.DATA_VOLUME, volume.name()), patch);
  }

  /** Cancel removes the volumes; a failure keeps them once something was copied. */
  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    if (TargetMachine.stands(world)) {
      return;
    }
    if (why == Ending.FAILED && CopyDisks.wasTakenBack(notes)) {
      notes.put(KEPT, "yes");
      return;
    }
    if (!world.order().options().cleanup().machineOnFailure()) {
      return;
    }
    for (Target.Disk disk : world.order().target().disks()) {
      Optional<Resource> volume = ours(world, disk);
      Optional<Resource> claim =
          world
              .api()
              .get(world.target(Kinds.PVC, disk.claim()))
              .filter(c -> belongs(world, c, volume));
      // The volume first: it would make its claim again.
      volume.ifPresent(v -> world.api().delete(world.target(Kinds.DATA_VOLUME, v.name()), v.uid()));
      claim.ifPresent(c -> world.api().delete(world.target(Kinds.PVC, c.name()), c.uid()));
    }
  }

  @Override
  public Optional<Duration> deadline() {
    return Optional.of(LIMIT);
  }

  private static Optional<Resource> ours(ImportWorld world, Target.Disk disk) {
    return world.api().get(world.target(Kinds.DATA_VOLUME, disk.claim())).filter(world::isOurs);
  }

  // A claim carries the labels once the machine has taken it over; before, its volume owns it.
  private static boolean belongs(ImportWorld world, Resource claim, Optional<Resource> volume) {
    List<JsonNode> owners = claim.items("metadata", "ownerReferences");
    return world.isOurs(claim)
        || volume.isPresent()
            && owners.stream().anyMatch(o -> o.path("uid").asText().equals(volume.get().uid()));
  }

  // A claim of somebody else must never be taken for the target: it may hold a machine's disk.
  private static Optional<StepState.Broken> judge(
      ImportWorld world, Target.Disk disk, Optional<Resource> volume, Optional<Resource> claim) {
    Optional<Resource> foreign =
        volume
            .filter(v -> !world.isOurs(v) && !KeptVolumes.of(world).fits(disk, v))
            .or(() -> claim.filter(c -> !belongs(world, c, volume)))
            .filter(r -> !r.isBeingDeleted());
    if (foreign.isPresent()) {
      return Optional.of(
          new StepState.Broken(
              ImportProblem.NameTaken.about(
                  world.order(),
                  foreign.get() + " exists already and belongs to something else.",
                  "Remove it, or choose another pvcNameTemplate; then start a new migration.")));
    }
    if (volume.isPresent() && volume.get().at("status", "phase").asText().equals("Failed")) {
      return Optional.of(
          new StepState.Broken(
              ImportProblem.VolumeFailed.about(
                  world.order(),
                  volume.get() + " could not be made: " + reason(volume.get()),
                  "Check the storage class and its free space; then start a new migration.")));
    }
    return Optional.empty();
  }

  private static boolean isReady(Resource volume, Optional<Resource> claim) {
    if (volume.isBeingDeleted()) {
      return false;
    }
    return KeptVolumes.READY.contains(volume.at("status", "phase").asText())
        || claim.filter(c -> c.at("status", "phase").asText().equals("Bound")).isPresent();
  }

  // Provisioners say in events why they do not; they go on trying, but a person must act.
  private static Optional<StepState.Broken> refusal(
      ImportWorld world, Notes notes, Resource volume) {
    Duration waited = Duration.between(notes.beganAt(), world.outside().clock().instant());
    if (waited.compareTo(REFUSAL_PATIENCE) < 0) {
      return Optional.empty();
    }
    return world.api().list(Kinds.EVENT, Selection.in(volume.namespace())).stream()
        .filter(e -> e.at("reason").asText().equals("ProvisioningFailed"))
        .filter(e -> e.at("involvedObject", "name").asText().equals(volume.name()))
        .map(e -> e.at("message").asText())
        .findFirst()
        .map(message ->
            new StepState.Broken(
                ImportProblem.VolumeFailed.about(
                    world.order(),
                    volume + " gets no space: " + message,
                    "Then start a new migration.")));
  }

  private static String reason(Resource volume) {
    return volume.items("status", "conditions").stream()
        .filter(c -> !c.path("status").asText().equals("True"))
        .map(c -> c.path("message").asText())
        .filter(m -> !m.isEmpty())
        .findFirst()
        .orElse("its status gives no reason.");
  }
}
