package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Story;
import io.wherry.vmimport.steps.ImportPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rounds of a warm import as upstream shows them. Pure.
 *
 * @source plans-and-migrations.md sections 1.6 (VMStatus) and 3.7
 */
final class WarmProjection {
  /** Steps that copy. */
  static final Set<String> COPIES =
      Set.of(ImportPhase.COPY_DISKS.wire(), ImportPhase.FINALIZE.wire());

  /** So many rounds are shown; the plan's status must stay small. */
  private static final int SHOWN = 3;

  private static final Map<String, String> WAITS =
      Map.of(
          ImportPhase.CREATE_INITIAL_SNAPSHOT.wire(), ImportPhase.WAIT_FOR_INITIAL_SNAPSHOT.wire(),
          ImportPhase.CREATE_SNAPSHOT.wire(), ImportPhase.WAIT_FOR_SNAPSHOT.wire(),
          ImportPhase.CREATE_FINAL_SNAPSHOT.wire(), ImportPhase.WAIT_FOR_FINAL_SNAPSHOT.wire());
  private static final Map<String, String> DELTAS =
      Map.of(
          ImportPhase.CREATE_INITIAL_SNAPSHOT.wire(),
              ImportPhase.STORE_INITIAL_SNAPSHOT_DELTAS.wire(),
          ImportPhase.CREATE_SNAPSHOT.wire(), ImportPhase.STORE_SNAPSHOT_DELTAS.wire(),
          ImportPhase.CREATE_FINAL_SNAPSHOT.wire(), ImportPhase.ADD_FINAL_CHECKPOINT.wire());

  private final Story story;
  private final Duration interval;

  WarmProjection(Story story, Duration interval) {
    this.story = story;
    this.interval = interval;
  }

  /** The field {@code warm}; empty before the first snapshot. */
  Optional<ObjectNode> build() {
    List<LegKey> shots = story.legs().stream().filter(l -> WAITS.containsKey(l.step())).toList();
    if (shots.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode warm = JsonNodeFactory.instance.objectNode();
    warm.put("successes", successes());
    warm.put("failures", failures()).put("consecutiveFailures", consecutiveFailures());
    nextPrecopy().ifPresent(at -> warm.put("nextPrecopyAt", VmStatus.time(at)));
    ArrayNode precopies = warm.putArray("precopies");
    shots.stream().skip(Math.max(0, shots.size() - SHOWN)).forEach(s -> precopies.add(round(s)));
    return Optional.of(warm);
  }

  private ObjectNode round(LegKey shot) {
    ObjectNode round = JsonNodeFactory.instance.objectNode();
    story.beganAt(shot).ifPresent(t -> round.put("start", VmStatus.time(t)));
    copyOf(shot).flatMap(story::finishedAt).ifPresent(t -> round.put("end", VmStatus.time(t)));
    leg(WAITS.getOrDefault(shot.step(), ""), shot.round())
        .map(l -> story.notes(l).get("snapshot"))
        .ifPresent(id -> round.put("snapshot", id));
    leg(DELTAS.getOrDefault(shot.step(), ""), shot.round())
        .map(l -> story.notes(l).get("checkpoints"))
        .ifPresent(text -> deltas(round, text));
    return round;
  }

  private static void deltas(ObjectNode round, String text) {
    ArrayNode deltas = round.putArray("deltas");
    io.wherry.vmimport.steps.warm.Checkpoints.read(text)
        .forEach((disk, id) -> deltas.addObject().put("disk", disk).put("deltaId", id));
  }

  private Optional<LegKey> copyOf(LegKey shot) {
    return shot.step().equals(ImportPhase.CREATE_FINAL_SNAPSHOT.wire())
        ? leg(ImportPhase.FINALIZE.wire(), 0)
        : leg(ImportPhase.COPY_DISKS.wire(), shot.round());
  }

  private Optional<LegKey> leg(String step, int round) {
    return story.legs().stream()
        .filter(l -> l.step().equals(step) && l.round() == round)
        .findFirst();
  }

  // Rounds that the journal has forgotten had all succeeded.
  private int successes() {
    int last =
        copies().stream()
            .filter(l -> l.step().equals(ImportPhase.COPY_DISKS.wire()))
            .filter(l -> story.finishedAt(l).isPresent())
            .mapToInt(l -> l.round() + 1)
            .max()
            .orElse(0);
    return last
        + (leg(ImportPhase.FINALIZE.wire(), 0).flatMap(story::finishedAt).isPresent() ? 1 : 0);
  }

  private int failures() {
    return copies().stream().mapToInt(this::retries).sum();
  }

  private int consecutiveFailures() {
    return copies().stream()
        .reduce((_, b) -> b)
        .filter(l -> story.finishedAt(l).isEmpty())
        .map(this::retries)
        .orElse(0);
  }

  private List<LegKey> copies() {
    return story.legs().stream().filter(l -> COPIES.contains(l.step())).toList();
  }

  private int retries(LegKey copy) {
    return Integer.parseInt(story.notes(copy).getOrDefault("attempt", "1")) - 1;
  }

  private Optional<Instant> nextPrecopy() {
    return story
        .current()
        .filter(l -> l.step().equals(ImportPhase.COPYING_PAUSED.wire()))
        .filter(_ -> story.ended().isEmpty() && story.turnedBack().isEmpty())
        .flatMap(story::beganAt)
        .map(t -> t.plus(interval));
  }
}
