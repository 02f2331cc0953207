package io.wherry.itinerary;

import io.wherry.problems.Cancelled;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.problems.StaleWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes single steps forward and back, with waits, deadlines and back-off.
 *
 * @param <W> the world the steps may touch
 */
final class Passage<W> {
  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

  /** An undo that finds its peer away is tried this often (for more than an hour). */
  private static final int UNDO_TRIES = 150;

  private final W world;
  private final Logbook log;
  private final VoyageSetting setting;

  Passage(W world, Logbook log, VoyageSetting setting) {
    this.world = world;
    this.log = log;
    this.setting = setting;
  }

  /** Takes the step; returns when it is done, throws TurnBack when it cannot be. */
  void forward(LegKey key, Step<W> step) throws InterruptedException {
    if (log.story().beganAt(key).isEmpty()) {
      checkCancel();
      log.add(new Entry.Began(key, log.now()));
    }
    Lookout<W> lookout =
        new Lookout<>(world, key, step, new LegNotes(key, log), setting.listener());
    Patience away = new Patience();
    Sight sight = look(lookout);
    while (!(sight instanceof Sight.Through)) {
      linger(key, step, sight, away);
      sight = look(lookout);
    }
    log.add(new Entry.Finished(key, ((Sight.Through) sight).facts(), log.now()));
  }

  /** The answer to a loop's question; tries again while a peer is away. */
  boolean ask(String loop, BooleanSupplier question) throws InterruptedException {
    Patience away = new Patience();
    while (true) {
      checkCancel();
      try {
        return question.getAsBoolean();
      } catch (PeerUnavailable | StaleWrite e) {
        LOG.debug("Loop {}: {}", loop, e.getMessage());
        setting.waiter().await(away.next());
      }
    }
  }

  /** Undoes the step; what cannot be taken back is written down. */
  void undo(LegKey key, Step<W> step, Ending why) throws InterruptedException {
    LegNotes notes = new LegNotes(key, log);
    Patience patience = new Patience();
    while (patience.tries() < UNDO_TRIES) {
      try {
        step.undo(world, notes, why);
        log.add(new Entry.Undone(key, "", log.now()));
        return;
      } catch (PeerUnavailable | StaleWrite e) {
        LOG.debug("Undoing {}: {}", key, e.getMessage());
        setting.listener().held(key, EngineProblem.thrown(EngineProblem.PeerUnavailable, key, e));
        setting.waiter().await(patience.next());
      } catch (RuntimeException e) {
        leaveIfInterrupted();
        LOG.warn("Undoing {} failed", key, e);
        log.add(new Entry.Undone(key, String.valueOf(e.getMessage()), log.now()));
        return;
      }
    }
    log.add(new Entry.Undone(key, "A peer did not answer; see the log.", log.now()));
  }

  private Sight look(Lookout<W> lookout) throws InterruptedException {
    checkCancel();
    try {
      Sight sight = lookout.look();
      leaveIfInterrupted();
      return sight;
    } catch (Cancelled _) {
      leaveIfInterrupted();
      throw new TurnBack(Ending.CANCELLED);
    }
  }

  private void linger(LegKey key, Step<W> step, Sight sight, Patience away)
      throws InterruptedException {
    switch (sight) {
      case Sight.Over(var problem) -> stop(key, problem);
      case Sight.Away(var problem, var patience) -> {
        if (elapsed(key).compareTo(patience) > 0) {
          stop(key, problem);
        }
        setting.listener().held(key, problem);
        await(key, step, away.next());
      }
      case Sight.Later(var in) -> {
        away.reset();
        await(key, step, in);
      }
      case Sight.Again(), Sight.Through(_) -> away.reset();
    }
  }

  private void await(LegKey key, Step<W> step, Duration atMost) throws InterruptedException {
    Duration wait = atMost;
    if (step.deadline().isPresent()) {
      Duration left = step.deadline().get().minus(elapsed(key));
      if (!left.isPositive()) {
        stop(key, EngineProblem.late(key, step.deadline().get()));
      }
      wait = left.compareTo(atMost) < 0 ? left : atMost;
    }
    setting.waiter().await(wait);
  }

  private void stop(LegKey key, Problem problem) throws InterruptedException {
    var trouble = new Entry.Trouble(problem.code().wire(), problem.message(), problem.advice());
    log.add(new Entry.Stopped(key, trouble, log.now()));
    throw new TurnBack(Ending.FAILED);
  }

  private Duration elapsed(LegKey key) {
    Instant began = log.story().beganAt(key).orElseGet(log::now);
    return Duration.between(began, log.now());
  }

  private void checkCancel() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (setting.cancelWanted().getAsBoolean()) {
      throw new TurnBack(Ending.CANCELLED);
    }
  }

  // Clients report an interrupt as a failure of their own; the run must not take it for one.
  private static void leaveIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
