package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.Stage;
import io.wherry.itinerary.Story;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportStage;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pipeline that users see. Pure.
 *
 * @source plans-and-migrations.md section 3.5
 */
final class PipelineProjection {
  private final RunView run;
  private final ImportOrder order;
  private final Story story;

  PipelineProjection(RunView run, ImportOrder order, Story story) {
    this.run = run;
    this.order = order;
    this.story = story;
  }

  ArrayNode build() {
    Map<Stage, List<Itinerary.Place<ImportWorld>>> stages = new LinkedHashMap<>();
    for (Itinerary.Place<ImportWorld> place : run.itinerary().places()) {
      Stage stage = place.leg().stage();
      if (!stage.wire().isEmpty() && place.leg().when().holds(run.traits())) {
        stages.computeIfAbsent(stage, _ -> new ArrayList<>()).add(place);
      }
    }
    ArrayNode pipeline = JsonNodeFactory.instance.arrayNode();
    stages.forEach((stage, places) -> pipeline.add(step(stage, new StageLegs(places, story))));
    return pipeline;
  }

  private ObjectNode step(Stage stage, StageLegs legs) {
    StageState state = StageState.of(legs, story);
    ObjectNode step = JsonNodeFactory.instance.objectNode();
    step.put("name", stage.wire()).put("description", stage.description());
    state.write(step);
    if (isCurrent(legs) && !run.held().isEmpty()) {
      step.put("reason", run.held());
    }
    if (stage == ImportStage.DISK_TRANSFER || stage == ImportStage.CUTOVER) {
      new DiskProgress(order, copied(legs), state).write(step);
      legs.lastRound().ifPresent(n -> annotations(step).put("Precopy", Integer.toString(n)));
      digests(step, legs);
    } else {
      step.putObject("progress").put("completed", state.isDone() ? 1 : 0).put("total", 1);
      if (stage == ImportStage.IMAGE_CONVERSION && isCurrent(legs)) {
        DiskProgress.percent(step, run.progress());
      }
    }
    if (stage == ImportStage.IMAGE_CONVERSION) {
      engine(step);
    }
    warnings(step, legs);
    story
        .stopped()
        .filter(s -> legs.contains(s.leg()))
        .ifPresent(s -> VmStatus.error(step, s.leg().step(), s.trouble().text()));
    return step;
  }

  // What a copy did is known while it runs; between rounds nothing is missing.
  private Progress copied(StageLegs legs) {
    boolean copying =
        isCurrent(legs)
            && story.current().filter(l -> WarmProjection.COPIES.contains(l.step())).isPresent();
    if (copying || story.ended().isPresent() || !legs.hasCopied()) {
      return run.progress();
    }
    return new Progress(
        order.target().disks().stream()
            .map(d -> order.machine().disks().get(d.index()))
            .map(d ->
                new Progress.Part(
                    d.id().replaceAll("\\s", "_"), d.capacityBytes(), d.capacityBytes(), 0, -1))
            .toList());
  }

  // The digest of each disk as it was copied last, in the order of the disks.
  private void digests(ObjectNode step, StageLegs legs) {
    legs.begun().stream()
        .filter(l -> WarmProjection.COPIES.contains(l.step()))
        .filter(l -> story.finishedAt(l).isPresent())
        .reduce((_, last) -> last)
        .ifPresent(copy ->
            new TreeMap<>(story.notes(copy))
                .forEach((name, value) -> {
                  if (name.startsWith("digest-")) {
                    annotations(step).put("wherry.io/" + name, value);
                  }
                }));
  }

  // Which converter was taken and why stands where users look at the conversion.
  private void engine(ObjectNode step) {
    String phase = ImportPhase.CONVERT_GUEST.wire();
    story.fact(phase, "engine").ifPresent(e -> annotations(step).put("wherry.io/converter", e));
    story
        .fact(phase, "engineReason")
        .ifPresent(r -> annotations(step).put("wherry.io/converter-reason", r));
  }

  private void warnings(ObjectNode step, StageLegs legs) {
    for (LegKey leg : legs.begun()) {
      String text = story.notes(leg).getOrDefault("warnings", "");
      if (!text.isEmpty()) {
        ArrayNode reasons = step.putObject("warning").put("phase", leg.step()).putArray("reasons");
        text.lines().forEach(reasons::add);
      }
    }
  }

  private static ObjectNode annotations(ObjectNode step) {
    return step.has("annotations")
        ? (ObjectNode) step.get("annotations")
        : step.putObject("annotations");
  }

  private boolean isCurrent(StageLegs legs) {
    return story.ended().isEmpty() && story.current().filter(legs::contains).isPresent();
  }

  /** How far a stage is. */
  record StageState(String phase, Optional<Instant> started, Optional<Instant> completed, Aim aim) {
    /** Whether a stage did what it was for. */
    enum Aim {
      REACHED,
      OPEN
    }

    static StageState of(StageLegs legs, Story story) {
      Optional<Instant> started =
          legs.begun().stream().flatMap(l -> story.beganAt(l).stream()).min(Instant::compareTo);
      if (legs.areDone()) {
        Optional<Instant> last =
            legs.begun().stream()
                .flatMap(l -> story.finishedAt(l).stream())
                .max(Instant::compareTo);
        return new StageState("Completed", started, last, Aim.REACHED);
      }
      if (started.isEmpty()) {
        return new StageState("Pending", started, Optional.empty(), Aim.OPEN);
      }
      // A stage that was under way when the run ended will not go on: upstream completes it too.
      return story
          .ended()
          .map(e -> new StageState("Completed", started, Optional.of(e.at()), Aim.OPEN))
          .orElse(new StageState("Running", started, Optional.empty(), Aim.OPEN));
    }

    boolean isDone() {
      return aim == Aim.REACHED;
    }

    void write(ObjectNode into) {
      into.put("phase", phase);
      started.ifPresent(t -> into.put("started", VmStatus.time(t)));
      completed.ifPresent(t -> into.put("completed", VmStatus.time(t)));
    }
  }
}
