package io.wherry.storage.run;

import io.wherry.itinerary.Alarm;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Voyage;
import io.wherry.itinerary.VoyageSetting;
import io.wherry.problems.WherryException;
import io.wherry.runs.RunJournal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run on its virtual thread. */
final class StorageThread {
  private static final Logger LOG = LoggerFactory.getLogger(StorageThread.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  /** Every machine's round may have to be undone: all stay in the journal. */
  private static final int ROUNDS = Integer.MAX_VALUE;

  private final StorageWorld.Outside outside;
  private final Alarm alarm;
  private final AtomicBoolean cancel = new AtomicBoolean();
  private final Set<String> namespaces;
  private final Thread thread;

  StorageThread(StorageRun run, StorageWorld.Outside outside) {
    this.outside = outside;
    this.alarm = new Alarm(outside.clock());
    this.cancel.set(run.isCancelWanted());
    this.namespaces =
        run.order().machines().stream().map(m -> m.vm().namespace()).collect(Collectors.toSet());
    this.thread = Thread.ofVirtual().name("storage-run-" + run.key().name()).start(() -> sail(run));
  }

  boolean touches(String namespace) {
    return namespaces.contains(namespace);
  }

  /** Something may have changed. */
  void wake(StorageRun run) {
    if (run.isCancelWanted()) {
      cancel.set(true);
    }
    alarm.wake();
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

  private void sail(StorageRun run) {
    RunJournal journal = new RunJournal(outside.api(), run.resource(), outside.clock(), ROUNDS);
    try {
      var world = new StorageWorld(run.order(), outside);
      var setting = new VoyageSetting(journal, alarm, outside.clock(), cancel::get, journal);
      var _ = new Voyage<>(run.route(), run.traits(), world, setting).run();
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        giveUp(run, journal, e);
      }
    }
  }

  // The engine handles what steps throw. What arrives here is a journal that cannot be followed.
  private void giveUp(StorageRun run, RunJournal journal, RuntimeException cause) {
    LOG.error("Run {} cannot go on", run.key(), cause);
    Instant now = outside.clock().instant();
    LegKey leg =
        run.story().current().orElse(new LegKey("1", StorageStep.CREATE_TARGETS.wire(), 0));
    var trouble =
        new Entry.Trouble(
            "Defect",
            String.valueOf(cause.getMessage()),
            "This is a mistake in Wherry; the log has the details. Look at the power state and the volumes of the plan's virtual machines.");
    try {
      journal.add(
          List.of(new Entry.Stopped(leg, trouble, now), new Entry.Ended(Entry.Result.FAILED, now)));
    } catch (WherryException e) {
      LOG.error("The end of run {} was not written", run.key(), e);
    }
  }
}
