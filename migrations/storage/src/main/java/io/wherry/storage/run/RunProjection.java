package io.wherry.storage.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Story;
import io.wherry.problems.Category;
import io.wherry.storage.MigStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run as the status of its MigMigration. Pure.
 *
 * @source storage-migration.md sections 1.4 and 3.1
 */
final class RunProjection {
  static final String COMPLETED = "Completed";
  static final String STARTED = "Started";

  private final StorageRun run;
  private final StorageOrder order;
  private final Story story;
  private final Itinerary<StorageWorld> route;
  private final VolumeLines lines;

  RunProjection(StorageRun run) {
    this.run = run;
    this.order = run.order();
    this.story = run.story();
    this.route = run.route();
    this.lines = new VolumeLines(run, story);
  }

  /** All fields of the status but the conditions. */
  ObjectNode fields() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("phase", phase()).put("itinerary", itinerary());
    story.opened().ifPresent(o -> fields.put("startTimestamp", o.at().toString()));
    fields.set("pipeline", pipeline());
    List<String> errors = errors();
    if (errors.isEmpty()) {
      fields.putNull("errors");
    } else {
      ArrayNode list = fields.putArray("errors");
      errors.forEach(list::add);
    }
    return fields;
  }

  private String phase() {
    if (story.ended().isPresent()) {
      return COMPLETED;
    }
    return story
        .turnedBack()
        .map(t -> t.why() == Ending.CANCELLED ? "Canceling" : "MigrationFailed")
        .or(() -> story.current().map(LegKey::step))
        .orElse(STARTED);
  }

  private String itinerary() {
    if (story.turnedBack().isPresent()) {
      return story.turnedBack().get().why() == Ending.CANCELLED ? "Cancel" : "Failed";
    }
    return order.goal() == StorageOrder.Goal.ROLLBACK ? "Rollback" : "Stage";
  }

  private List<String> errors() {
    List<String> errors = new ArrayList<>();
    story.stopped().ifPresent(s -> errors.add(s.leg().step() + ": " + s.trouble().text()));
    story.leftBehind().forEach((leg, what) -> errors.add("Undoing " + leg.step() + ": " + what));
    return errors;
  }

  /** Conditions that hold now. */
  List<Condition> conditions() {
    List<Condition> found = new ArrayList<>();
    found.add(MigStatus.ready("The migration is ready."));
    Optional<Entry.Ended> ended = story.ended();
    if (ended.isPresent()) {
      end(found, ended.get().result());
    } else if (story.turnedBack().filter(t -> t.why() == Ending.CANCELLED).isPresent()) {
      found.add(advisory("Canceling", "", "What was done is taken back."));
    } else {
      String wait = run.held().isEmpty() ? "" : " " + run.held();
      found.add(advisory("Running", phase(), step() + wait));
    }
    return found;
  }

  private String step() {
    int round = Math.max(1, story.current().map(LegKey::round).orElse(1));
    int machines = order.machines().size();
    StorageOrder.Name vm = order.machines().get(Math.min(round, machines) - 1).vm();
    return "Virtual machine %d/%d: %s/%s.".formatted(round, machines, vm.namespace(), vm.name());
  }

  private void end(List<Condition> found, Entry.Result result) {
    List<String> skipped = lines.skipped();
    switch (result) {
      case SUCCEEDED -> {
        if (skipped.isEmpty()) {
          found.add(durable("Succeeded", Category.Advisory, "The migration has completed."));
        } else {
          found.add(
              durable(
                  "SucceededWithWarnings",
                  Category.Advisory,
                  "The migration has completed. Left out: " + String.join(" ", skipped)));
        }
        if (skipped.size() == order.machines().size()) {
          found.add(durable("StageNoOp", Category.Warn, "Nothing was copied: every machine runs."));
        }
      }
      case FAILED ->
          found.add(durable("Failed", Category.Advisory, "The migration failed." + stays()));
      case CANCELLED ->
          found.add(
              durable("Canceled", Category.Advisory, "The migration was canceled." + stays()));
    }
  }

  // A machine that was given back is in use: it is not taken away again without being asked.
  private String stays() {
    StorageStep last =
        order.goal() == StorageOrder.Goal.ROLLBACK
            ? StorageStep.UNQUIESCE_BACK
            : StorageStep.UNQUIESCE;
    List<String> done =
        story.legs().stream()
            .filter(l ->
                lines.isMovedLive(l)
                    || (l.step().equals(last.wire()) && story.finishedAt(l).isPresent()))
            .map(l -> order.machines().get(l.round() - 1).vm().name())
            .distinct()
            .toList();
    return done.isEmpty()
        ? " Every virtual machine uses the same volumes as before."
        : " Already switched, and left so: %s. A %s takes them back."
            .formatted(
                String.join(", ", done),
                order.goal() == StorageOrder.Goal.ROLLBACK ? "new plan" : "rollback");
  }

  private ArrayNode pipeline() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    route.places().stream()
        .map(p -> p.leg().stage())
        .distinct()
        .forEach(stage -> list.add(entry((StorageStage) stage)));
    return list;
  }

  private ObjectNode entry(StorageStage stage) {
    List<LegKey> legs = story.legs().stream().filter(l -> stageOf(l) == stage).toList();
    ObjectNode entry = JsonNodeFactory.instance.objectNode().put("name", stage.wire());
    entry.put("message", stage.description());
    if (legs.isEmpty()) {
      return story.ended().isPresent() ? entry.put("skipped", true) : entry;
    }
    story.beganAt(legs.getFirst()).ifPresent(at -> entry.put("started", at.toString()));
    boolean failed = story.stopped().filter(s -> stageOf(s.leg()) == stage).isPresent();
    if (failed) {
      entry.put("failed", true);
    }
    completed(stage).ifPresent(at -> entry.put("completed", at.toString()));
    story
        .current()
        .filter(l -> stageOf(l) == stage && story.ended().isEmpty())
        .ifPresent(l -> entry.put("phase", l.step()));
    if (stage == StorageStage.DIRECT_VOLUME) {
      ArrayNode list = entry.putArray("progress");
      lines.progress().forEach(list::add);
    }
    return entry;
  }

  private Optional<Instant> completed(StorageStage stage) {
    if (story.ended().isPresent()) {
      return story.ended().map(Entry.Ended::at);
    }
    boolean last = story.current().filter(l -> l.round() == order.machines().size()).isPresent();
    boolean beyond = story.current().filter(l -> stageOf(l).compareTo(stage) > 0).isPresent();
    return last && beyond ? story.current().flatMap(story::beganAt) : Optional.empty();
  }

  private StorageStage stageOf(LegKey leg) {
    return route.places().stream()
        .filter(p -> p.path().equals(leg.path()))
        .map(p -> (StorageStage) p.leg().stage())
        .findFirst()
        .orElse(StorageStage.PREPARE);
  }

  private static Condition advisory(String type, String reason, String message) {
    return Condition.of(type, Category.Advisory, reason, message);
  }

  private Condition durable(String type, Category category, String message) {
    String reason =
        type.equals("Failed") ? story.stopped().map(s -> s.leg().step()).orElse("") : "";
    return new Condition(type, category, reason, message, "", List.of(), true);
  }
}
