package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.order.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a blank DataVolume per disk and waits until all have their space. */
final class CreateVolumes implements Step<ImportWorld> {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** Phases of a blank DataVolume that a worker pod can go on from. */
  private static final Set<String> READY =
      Set.of("Succeeded", "PendingPopulation", "WaitForFirstConsumer");

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
      Optional<Resource> found = world.api().get(world.target(Kinds.DATA_VOLUME, disk.claim()));
      if (found.isPresent() && found.get().isBeingDeleted()) {
        waiting = true;
      } else if (found.isPresent()) {
        Optional<StepState.Broken> broken = judge(world, found.get());
        if (broken.isPresent()) {
          return broken.get();
        }
        waiting |= !isReady(world, found.get());
      } else {
        missing = true;
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
      if (world.api().get(world.target(Kinds.DATA_VOLUME, disk.claim())).isEmpty()) {
        world.api().create(Kinds.DATA_VOLUME, BlankVolume.of(world.order(), disk));
      }
    }
    return ActResult.acted();
  }

  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    if (!world.order().options().cleanup().machineOnFailure()) {
      return;
    }
    for (Target.Disk disk : world.order().target().disks()) {
      Optional<Resource> volume = ours(world, disk);
      Optional<Resource> claim = world.api().get(world.target(Kinds.PVC, disk.claim()));
      if (claim.isPresent() && belongs(world, claim.get(), volume)) {
        world.api().delete(world.target(Kinds.PVC, disk.claim()), claim.get().uid());
      }
      volume.ifPresent(v -> world.api().delete(world.target(Kinds.DATA_VOLUME, v.name()), v.uid()));
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

  private static Optional<StepState.Broken> judge(ImportWorld world, Resource volume) {
    if (!world.isOurs(volume)) {
      return Optional.of(
          new StepState.Broken(
              ImportProblem.NameTaken.about(
                  world.order(),
                  volume + " exists already and belongs to something else.",
                  "Remove it, or choose another pvcNameTemplate; then start a new migration.")));
    }
    if (volume.at("status", "phase").asText().equals("Failed")) {
      return Optional.of(
          new StepState.Broken(
              ImportProblem.VolumeFailed.about(
                  world.order(),
                  volume + " could not be made: " + reason(volume),
                  "Check the storage class and its free space; then start a new migration.")));
    }
    return Optional.empty();
  }

  private static boolean isReady(ImportWorld world, Resource volume) {
    return READY.contains(volume.at("status", "phase").asText())
        || world
            .api()
            .get(world.target(Kinds.PVC, volume.name()))
            .filter(pvc -> pvc.at("status", "phase").asText().equals("Bound"))
            .isPresent();
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
