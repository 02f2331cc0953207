package io.wherry.storage.run;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.resources.Resource;
import io.wherry.storage.Marks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** After a rollback: deletes the volumes that the plan had made and no machine uses any more. */
final class DeleteMigrated implements Step<StorageWorld> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  @Override
  public StepId id() {
    return StorageStep.DELETE_MIGRATED;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    List<Resource> left = left(world, notes);
    if (left.isEmpty()) {
      return StepState.done();
    }
    return left.stream().allMatch(Resource::isBeingDeleted)
        ? StepState.underway(LOOK_AGAIN)
        : StepState.notStarted();
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    left(world, notes).stream()
        .filter(t -> !t.isBeingDeleted())
        .forEach(t -> Targets.delete(world, world.machine(notes), t));
    return ActResult.acted();
  }

  private static List<Resource> left(StorageWorld world, Notes notes) {
    StorageOrder.Machine machine = world.machine(notes);
    Optional<Resource> vm = HeldMachine.of(world, notes).find();
    return machine.volumes().stream()
        .filter(v -> vm.filter(m -> new References(m).use(v.source())).isEmpty())
        .flatMap(v -> Targets.find(world, machine, v.source()).stream())
        .filter(t ->
            t.label(Marks.MIGRATED_BY_PLAN).filter(world.order().plan().uid()::equals).isPresent())
        .filter(t -> new Strangers(world, machine).using(t.name()).isEmpty())
        .toList();
  }
}
