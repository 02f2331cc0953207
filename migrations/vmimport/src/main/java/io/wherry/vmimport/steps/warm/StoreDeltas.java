package io.wherry.vmimport.steps.warm;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks where each disk stands in the source's change tracking as of the snapshot just made. */
record StoreDeltas(ImportPhase phase, SnapshotKind kind) implements Step<ImportWorld> {
  /** The fact that keeps the positions by disk. */
  static final String CHECKPOINTS = "checkpoints";

  @Override
  public StepId id() {
    return phase;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    return new StepState.Done(facts(world, notes, kind));
  }

  /** What the source says, as facts. */
  static Map<String, String> facts(ImportWorld world, Notes notes, SnapshotKind kind) {
    String snapshot = notes.of(kind.await(), AwaitSnapshot.SNAPSHOT).orElse("");
    SourceSnapshots source = SourceSnapshots.of(world);
    Map<String, String> positions = source.port().checkpoints(source.machine(), snapshot);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(CHECKPOINTS, Checkpoints.write(positions));
    List<String> untracked =
        world.order().machine().disks().stream()
            .map(SourceMachine.SourceDisk::id)
            .filter(d -> !positions.containsKey(d))
            .toList();
    if (!untracked.isEmpty()) {
      facts.put(
          "warnings",
          "The source tracks no changes of %s: every round compares the whole disk. Switch on changed block tracking."
              .formatted(String.join(", ", untracked)));
    }
    return facts;
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    return ActResult.acted();
  }
}
