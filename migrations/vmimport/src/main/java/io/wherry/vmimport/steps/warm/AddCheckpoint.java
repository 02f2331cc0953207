package io.wherry.vmimport.steps.warm;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.order.Target;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.List;

/**
 * Tells the volumes which snapshot the next copy brings them to, with the annotations that CDI uses
 * for it.
 *
 * @source plans-and-migrations.md section 1.13, cdi.kubevirt.io/storage.checkpoint.*
 */
record AddCheckpoint(ImportPhase phase, SnapshotKind kind) implements Step<ImportWorld> {
  private static final String CHECKPOINT = "cdi.kubevirt.io/storage.checkpoint.";
  private static final String CURRENT = CHECKPOINT + "current";
  private static final String PREVIOUS = CHECKPOINT + "previous";
  private static final String FINAL = CHECKPOINT + "final";

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
    String snapshot = snapshot(notes);
    boolean told =
        volumes(world).stream()
            .allMatch(v -> v.annotation(CURRENT).filter(snapshot::equals).isPresent());
    if (!told) {
      return StepState.notStarted();
    }
    return kind == SnapshotKind.FINAL
        ? new StepState.Done(StoreDeltas.facts(world, notes, kind))
        : StepState.done();
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    String snapshot = snapshot(notes);
    for (Resource volume : volumes(world)) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
      volume
          .annotation(CURRENT)
          .filter(before -> !before.equals(snapshot))
          .ifPresent(before -> annotations.put(PREVIOUS, before));
      annotations.put(CURRENT, snapshot);
      if (kind == SnapshotKind.FINAL) {
        annotations.put(FINAL, "true");
      }
      var _ = world.api().patch(world.target(Kinds.DATA_VOLUME, volume.name()), patch);
    }
    return ActResult.acted();
  }

  private String snapshot(Notes notes) {
    return notes.of(kind.await(), AwaitSnapshot.SNAPSHOT).orElse("");
  }

  private static List<Resource> volumes(ImportWorld world) {
    return world.order().target().disks().stream()
        .map(Target.Disk::claim)
        .flatMap(name -> world.api().get(world.target(Kinds.DATA_VOLUME, name)).stream())
        .toList();
  }
}
