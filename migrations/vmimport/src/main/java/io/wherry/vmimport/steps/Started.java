package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.problems.Problem;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes sure of the target namespace and removes what earlier runs of this VM left behind. */
final class Started implements Step<ImportWorld> {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Override
  public StepId id() {
    return ImportPhase.STARTED;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    Optional<Resource> released = Leftovers.released(world);
    if (released.isPresent()) {
      return new StepState.Broken(taken(world, released.get()));
    }
    List<Resource> leftovers = Leftovers.of(world);
    if (!namespaceExists(world) || leftovers.stream().anyMatch(r -> !r.isBeingDeleted())) {
      return StepState.notStarted();
    }
    return leftovers.isEmpty() ? StepState.done() : StepState.underway(Duration.ofSeconds(2));
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    if (!namespaceExists(world)) {
      String name = world.order().target().namespace();
      world.api().create(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", name));
    }
    Leftovers.of(world).forEach(r -> world.api().delete(Leftovers.key(r), r.uid()));
    return ActResult.acted();
  }

  @Override
  public Optional<Duration> deadline() {
    return Optional.of(LIMIT);
  }

  // Importing again beside it would end with two copies of one machine that may both run.
  private static Problem taken(ImportWorld world, Resource machine) {
    return ImportProblem.NameTaken.about(
        world.order(),
        machine + " exists already: an earlier migration made it, and it may have run since.",
        "If it is good, remove the VM from the plan; if not, delete it and start a new migration.");
  }

  private static boolean namespaceExists(ImportWorld world) {
    String name = world.order().target().namespace();
    return world.api().get(new ResourceKey(Kinds.NAMESPACE, "", name)).isPresent();
  }
}
