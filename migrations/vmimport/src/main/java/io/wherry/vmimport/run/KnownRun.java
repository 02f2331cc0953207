package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Progress;
import io.wherry.problems.Defect;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.schedule.Candidate;
import io.wherry.vmimport.schedule.Flight;
import io.wherry.vmimport.schedule.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was seen last, with what scheduling needs worked out.
 *
 * @param view empty once the run is over and shown: only the slim rest is kept
 * @param load of its lanes now; empty when the order cannot be read
 */
record KnownRun(
    ResourceKey key,
    String uid,
    String migrationUid,
    String vmId,
    ResourceKey plan,
    State state,
    Load load,
    long bytes,
    int position,
    Instant made,
    Instant admittedAt,
    Optional<Instant> began,
    Optional<Duration> left,
    Optional<RunView> view,
    Shown shown) {

  enum State {
    /** Waits for its turn. */
    QUEUED,
    FLYING,
    OVER
  }

  /** What was last shown of a run, so that it is not worked out again. */
  static final class Shown {
    private String version = "";
    private @Nullable ObjectNode entry;

    synchronized Optional<ObjectNode> of(String wanted) {
      return version.equals(wanted) ? Optional.ofNullable(entry) : Optional.empty();
    }

    synchronized void keep(String of, ObjectNode what) {
      version = of;
      entry = what;
    }
  }

  static KnownRun of(RunView run) {
    State state = state(run);
    Load load = Load.NONE;
    long bytes = 0;
    try {
      ImportOrder order = run.order();
      bytes = RunLoads.bytes(order);
      load =
          switch (state) {
            case QUEUED -> RunLoads.atFirst(order);
            case FLYING -> RunLoads.now(order, run.story(), run.progress());
            case OVER -> Load.NONE;
          };
    } catch (Defect | IndexOutOfBoundsException unreadable) {
      // Its migration shows what is wrong with it; it takes nobody's place.
      load = Load.NONE;
    }
    return new KnownRun(
        run.key(),
        run.resource().uid(),
        run.resource().label(io.wherry.vmimport.order.MachineLabels.MIGRATION).orElse(""),
        run.vmId(),
        run.plan(),
        state,
        load,
        bytes,
        run.resource().at("spec", "position").asInt(),
        instant(run.resource().at("metadata", "creationTimestamp").asText()),
        instant(run.resource().at("spec", "admittedAt").asText()),
        began(run),
        left(run.progress()),
        Optional.of(run),
        new Shown());
  }

  private static State state(RunView run) {
    if (run.isOver()) {
      return State.OVER;
    }
    return run.isAdmitted() || run.isCancelWanted() ? State.FLYING : State.QUEUED;
  }

  private static Instant instant(String text) {
    return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }

  boolean mayGo() {
    return state == State.QUEUED && load != Load.NONE;
  }

  Candidate candidate() {
    return new Candidate(key.toString(), plan.toString(), load, bytes, made, position);
  }

  Flight flight(Instant now) {
    return new Flight(
        key.toString(),
        plan.toString(),
        load,
        began.map(t -> Duration.between(t, now)).filter(d -> !d.isNegative()).orElse(Duration.ZERO),
        left);
  }

  private static Optional<Instant> began(RunView run) {
    return run.resource().text("status", "started").map(Instant::parse);
  }

  private static Optional<Duration> left(Progress progress) {
    return progress.parts().stream()
        .map(Progress.Part::leftSeconds)
        .filter(s -> s >= 0)
        .max(Long::compare)
        .map(Duration::ofSeconds);
  }

  /** Whether another picture of the same run says nothing new: it is older, or all is over. */
  boolean isBeyond(KnownRun other) {
    return state.compareTo(other.state) > 0 || (state == State.OVER && view.isEmpty());
  }

  /** Whether a decision comes out the same. */
  boolean countsAs(KnownRun other) {
    return state == other.state && load.equals(other.load);
  }

  KnownRun slim() {
    return new KnownRun(
        key,
        uid,
        migrationUid,
        vmId,
        plan,
        state,
        load,
        bytes,
        position,
        made,
        admittedAt,
        began,
        left,
        Optional.empty(),
        shown);
  }
}
