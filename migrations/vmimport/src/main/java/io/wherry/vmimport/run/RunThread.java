package io.wherry.vmimport.run;

import io.wherry.itinerary.Alarm;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Voyage;
import io.wherry.itinerary.VoyageSetting;
import io.wherry.problems.WherryException;
import io.wherry.runs.RunJournal;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run on its virtual thread. */
final class RunThread {
  private static final Logger LOG = LoggerFactory.getLogger(RunThread.class);

  /** Finished rounds of a warm import that stay in the journal. */
  private static final int ROUNDS = 8;

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final ImportWorld.Outside outside;
  private final Alarm alarm;
  private final AtomicBoolean cancel = new AtomicBoolean();
  private final String migration;
  private final Thread thread;

  RunThread(RunView run, ImportWorld.Outside outside) {
    this.outside = outside;
    this.alarm = new Alarm(outside.clock());
    this.migration = run.migrationUid();
    this.cancel.set(run.isCancelWanted());
    this.thread = Thread.ofVirtual().name("run-" + run.key().name()).start(() -> sail(run));
  }

  /** Something may have changed. */
  void wake(RunView run) {
    if (run.isCancelWanted()) {
      cancel.set(true);
    }
    alarm.wake();
  }

  boolean isOf(String migrationUid) {
    return migration.equals(migrationUid);
  }

  void tick() {
    alarm.tick();
  }

  void stop() {
    thread.interrupt();
  }

  void join() {
    try {
      boolean _ = thread.join(STOP_PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void sail(RunView run) {
    RunJournal journal = new RunJournal(outside.api(), run.resource(), outside.clock(), ROUNDS);
    try {
      ImportWorld world = new ImportWorld(run.order(), run.traits(), outside);
      var told = new RunEvents(outside.api(), run, outside.clock(), journal);
      var setting = new VoyageSetting(journal, alarm, outside.clock(), cancel::get, told);
      var _ = new Voyage<>(run.itinerary(), run.traits(), world, setting).run();
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        giveUp(run, journal, e);
      }
    }
  }

  // The engine handles what steps throw. What arrives here is a journal that cannot be followed.
  private void giveUp(RunView run, RunJournal journal, RuntimeException cause) {
    LOG.error("Run {} cannot go on", run.key(), cause);
    Instant now = outside.clock().instant();
    LegKey leg = run.story().current().orElse(new LegKey("1", ImportPhase.STARTED.wire(), 0));
    var trouble =
        new Entry.Trouble(
            "Defect",
            String.valueOf(cause.getMessage()),
            "This is a mistake in Wherry; the server log has the details. Start a new migration.");
    try {
      journal.add(
          List.of(new Entry.Stopped(leg, trouble, now), new Entry.Ended(Entry.Result.FAILED, now)));
    } catch (WherryException e) {
      LOG.error("The end of run {} was not written", run.key(), e);
    }
  }
}
