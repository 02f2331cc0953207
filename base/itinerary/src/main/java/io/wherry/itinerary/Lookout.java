package io.wherry.itinerary;

import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.StaleWrite;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one step, lets it act, and says what that means for the engine. */
final class Lookout<W> {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

  /** A step that acted this often in a row without effect gets a pause before the next try. */
  private static final int ACTS_AT_ONCE = 3;

  /** Conflicting writes are looked at again at once this often, then with back-off. */
  private static final int STALE_AT_ONCE = 5;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** A refusal is a person's business; after this time the run gives up. */
  private static final Duration REFUSAL_PATIENCE = Duration.ofMinutes(5);

  /** A peer may be away longer than any maintenance we know; the step's deadline comes first. */
  private static final Duration ABSENCE_PATIENCE = Duration.ofDays(1);

  private final W world;
  private final LegKey key;
  private final Step<W> step;
  private final Notes notes;
  private final VoyageListener listener;
  private int acts;
  private int stale;

  Lookout(W world, LegKey key, Step<W> step, Notes notes, VoyageListener listener) {
    this.world = world;
    this.key = key;
    this.step = step;
    this.notes = notes;
    this.listener = listener;
  }

  /** Everything but {@link Cancelled} is turned into a Sight. */
  Sight look() {
    try {
      Sight sight = lookAndAct();
      stale = 0;
      return sight;
    } catch (StaleWrite e) {
      stale++;
      return stale <= STALE_AT_ONCE
          ? new Sight.Again()
          : away(EngineProblem.StaleWrite, e, ABSENCE_PATIENCE);
    } catch (PeerUnavailable e) {
      return away(EngineProblem.PeerUnavailable, e, ABSENCE_PATIENCE);
    } catch (PeerRefused e) {
      return away(EngineProblem.PeerRefused, e, REFUSAL_PATIENCE);
    } catch (InvalidRequest e) {
      return new Sight.Over(EngineProblem.thrown(EngineProblem.InvalidRequest, key, e));
    } catch (Cancelled e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("Step {} failed", key, e);
      return new Sight.Over(EngineProblem.thrown(EngineProblem.Defect, key, e));
    }
  }

  private Sight lookAndAct() {
    return switch (step.look(world, notes)) {
      case StepState.Done(var facts) -> new Sight.Through(facts);
      case StepState.Broken(var problem) -> new Sight.Over(problem);
      case StepState.Underway(var progress, var in) -> {
        acts = 0;
        listener.progress(key, progress);
        yield new Sight.Later(in);
      }
      case StepState.NotStarted() -> act();
    };
  }

  private Sight act() {
    return switch (step.act(world, notes)) {
      case ActResult.Acted() -> ++acts <= ACTS_AT_ONCE ? new Sight.Again() : new Sight.Later(PAUSE);
      case ActResult.Hold(var why, var in) -> {
        listener.held(key, why);
        yield new Sight.Later(in);
      }
      case ActResult.GaveUp(var problem) -> new Sight.Over(problem);
    };
  }

  private Sight away(EngineProblem code, RuntimeException e, Duration patience) {
    LOG.debug("Step {}: {}", key, e.getMessage());
    return new Sight.Away(EngineProblem.thrown(code, key, e), patience);
  }
}
