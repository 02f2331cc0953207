package io.wherry.storage.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.storage.Marks;
import java.time.Duration;
import java.util.List;

/** Removes the machine's worker pods, and marks the claims that it has left. */
final class Tidy implements Step<StorageWorld> {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  @Override
  public StepId id() {
    return StorageStep.TIDY;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(StorageWorld world, Notes notes) {
    List<Resource> pods = pods(world, notes);
    if (live(world, notes).all().findAny().isPresent()) {
      return StepState.notStarted();
    }
    if (pods.stream().anyMatch(p -> !p.isBeingDeleted()) || !unmarked(world, notes).isEmpty()) {
      return StepState.notStarted();
    }
    return pods.isEmpty() ? StepState.done() : StepState.underway(LOOK_AGAIN);
  }

  @Override
  public ActResult act(StorageWorld world, Notes notes) {
    StorageOrder.Machine machine = world.machine(notes);
    LiveMove live = live(world, notes);
    live.all().forEach(live::forget);
    pods(world, notes)
        .forEach(p -> world.api().delete(StorageWorld.beside(machine, Kinds.POD, p.name())));
    for (Resource claim : unmarked(world, notes)) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      ObjectNode labels = patch.putObject("metadata").putObject("labels");
      if (world.order().goal() == StorageOrder.Goal.ROLLBACK) {
        labels.putNull(Marks.SOURCE_OF);
      } else {
        labels.put(Marks.SOURCE_OF, world.order().plan().uid());
      }
      Resource _ = world.api().patch(StorageWorld.beside(machine, Kinds.PVC, claim.name()), patch);
    }
    return ActResult.acted();
  }

  private static LiveMove live(StorageWorld world, Notes notes) {
    return new LiveMove(world, world.machine(notes));
  }

  private static List<Resource> pods(StorageWorld world, Notes notes) {
    StorageOrder.Machine machine = world.machine(notes);
    var labels = new CopyTask(world, machine, StorageStep.COPY).labels();
    return world.api().list(Kinds.POD, Selection.labelled(machine.vm().namespace(), labels));
  }

  /** Claims whose mark does not say what is true: left by a cutover, in use after a rollback. */
  private static List<Resource> unmarked(StorageWorld world, Notes notes) {
    StorageOrder.Machine machine = world.machine(notes);
    return switch (world.order().goal()) {
      case STAGE -> List.of();
      case CUTOVER ->
          machine.volumes().stream()
              .flatMap(v -> claim(world, machine, v.source()))
              .filter(c -> c.label(Marks.SOURCE_OF).isEmpty())
              .toList();
      case ROLLBACK ->
          machine.volumes().stream()
              .flatMap(v -> claim(world, machine, v.target()))
              .filter(c -> c.label(Marks.SOURCE_OF).isPresent())
              .toList();
    };
  }

  private static java.util.stream.Stream<Resource> claim(
      StorageWorld world, StorageOrder.Machine machine, String name) {
    return world.api().get(StorageWorld.beside(machine, Kinds.PVC, name)).stream();
  }
}
