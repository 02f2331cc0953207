package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.Share;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Marks;
import io.wherry.vmimport.steps.warm.Rounds;
import java.util.List;

/** Copies all disks by a worker pod. The worker keeps its own resume map beside the volumes. */
record CopyDisks(ImportPhase phase) implements Step<ImportWorld> {
  /** Value of the task label. */
  static final String TASK = "copy";

  private static final String TAKEN_BACK = "takenBack";

  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("<plan>-<vmid>-copy|final-<fingerprint>-<attempt>");
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    return attempts(world, notes).look(world, notes);
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    return attempts(world, notes).act(world, notes);
  }

  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    attempts(world, notes).undo(world, notes, why);
    notes.put(TAKEN_BACK, "yes");
    SecretCopy.remove(world);
    world.connection().release(world.order().machine().id(), Marks.of(world.order()));
  }

  /** Whether an undo has passed a copy: then the volumes may hold something. */
  static boolean wasTakenBack(Notes notes) {
    return notes.of(ImportPhase.COPY_DISKS, TAKEN_BACK).isPresent();
  }

  // Every round has pods of its own.
  private WorkerAttempts attempts(ImportWorld world, Notes notes) {
    String purpose = phase == ImportPhase.FINALIZE ? "final" : TASK;
    String round = notes.round() == 0 ? "" : "-r" + notes.round();
    return new WorkerAttempts(
        purpose + round, (_, name) -> pod(world, name, Rounds.of(world, notes)));
  }

  private static Resource pod(ImportWorld world, String name, WorkerTask.Round round) {
    List<Share> shares = world.connection().shares();
    List<TargetVolume> volumes = TargetVolume.all(world);
    String secret = SecretCopy.ensure(world);
    ImportOrder.Source source = world.order().source();
    var task =
        new WorkerTask.Copy(
            new WorkerTask.Source(
                source.type(),
                source.url(),
                world.order().machine().id(),
                shares.isEmpty() ? "" : shares.getFirst().mountPath(),
                secret.isEmpty() ? "" : WorkerPod.SECRET_PATH,
                source.settings()),
            volumes.stream().map(TargetVolume::task).toList(),
            round);
    return new WorkerPod(world, name, TASK)
        .task(task)
        .disks(volumes)
        .shares(shares)
        .secret(secret)
        .build();
  }
}
