package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.StepState;
import io.wherry.problems.Problem;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.runs.PodAttempts;
import io.wherry.vmimport.order.PodNames;
import java.util.function.BiFunction;

/**
 * Gets one task of an import done by worker pods, whose names derive from run, purpose and attempt.
 *
 * @param purpose part of the pods' names
 * @param pods makes the pod of an attempt
 */
record WorkerAttempts(String purpose, BiFunction<ImportWorld, String, Resource> pods) {
  StepState look(ImportWorld world, Notes notes) {
    return attempts(world).look(notes);
  }

  ActResult act(ImportWorld world, Notes notes) {
    return attempts(world).act(notes);
  }

  /** Removes the pods; after a failure those that have ended stay as evidence. */
  void undo(ImportWorld world, Notes notes, Ending why) {
    attempts(world).undo(notes, why);
  }

  private PodAttempts attempts(ImportWorld world) {
    return new PodAttempts(world.api(), world.outside().clock(), new Task(world, this));
  }

  private record Task(ImportWorld world, WorkerAttempts of) implements PodAttempts.Task {
    @Override
    public ResourceKey pod(int attempt) {
      return world.target(Kinds.POD, PodNames.of(world.order(), of.purpose(), attempt));
    }

    @Override
    public Resource make(String name) {
      return of.pods().apply(world, name);
    }

    @Override
    public int disks() {
      return world.order().target().disks().size();
    }

    @Override
    public Problem failed(String message, String advice) {
      return ImportProblem.WorkerFailed.about(world.order(), message, advice);
    }

    @Override
    public Problem notStarted(String message, String advice) {
      return ImportProblem.WorkerNotStarted.about(world.order(), message, advice);
    }
  }
}
