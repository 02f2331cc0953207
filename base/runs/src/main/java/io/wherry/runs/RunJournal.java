package io.wherry.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Brevity;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Journal;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.Story;
import io.wherry.itinerary.VoyageListener;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Problem;
import io.wherry.problems.WherryException;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's journal in the status of its Run object, and the progress beside it. The only writer of
 * that status; used by the run's own thread.
 */
public final class RunJournal implements Journal, VoyageListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunJournal.class);

  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(1);

  private final KubeApi api;
  private final ResourceKey key;
  private final Clock clock;
  private final int rounds;
  private List<Entry> entries;
  private ObjectNode shown = JsonNodeFactory.instance.objectNode();
  private Instant lastProgress = Instant.EPOCH;

  /**
   * @param run as it is stored now
   * @param rounds finished rounds of a loop that stay in the journal
   */
  public RunJournal(KubeApi api, Resource run, Clock clock, int rounds) {
    this.api = api;
    this.key = new ResourceKey(Kinds.RUN, run.namespace(), run.name());
    this.clock = clock;
    this.rounds = rounds;
    this.entries = EntryJson.read(run.at("status", "entries"));
  }

  @Override
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  // The whole list is written each time, so a write whose answer was lost may simply be repeated.
  @Override
  public void add(List<Entry> more) {
    List<Entry> next = new ArrayList<>(entries);
    next.addAll(more);
    next = Brevity.shorten(next, rounds);
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode status = patch.putObject("status");
    status.set("entries", EntryJson.write(next));
    summary(status, Story.of(next));
    // How far a step came is kept when it stopped: that is evidence.
    if (more.stream().anyMatch(e -> e instanceof Entry.Began || e instanceof Entry.Finished)) {
      status.putNull("progress").putNull("held");
    }
    var _ = api.patchStatus(key, patch);
    entries = next;
    shown = JsonNodeFactory.instance.objectNode();
  }

  @Override
  public void entered(Entry entry) {
    if (entry instanceof Entry.Stopped(var leg, var trouble, _)) {
      LOG.warn("run {} step {} stopped: {}", key.name(), leg, trouble.text());
    } else if (!(entry instanceof Entry.Noted)) {
      LOG.info("run {} {}", key.name(), entry);
    }
  }

  @Override
  public void progress(LegKey leg, Progress progress) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.set("progress", ProgressJson.write(progress));
    status.putNull("held");
    show(status);
  }

  @Override
  public void held(LegKey leg, Problem why) {
    LOG.info("run {} step {} waits: {}", key.name(), leg, why.text());
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("held", why.text());
    show(status);
  }

  // Progress is for people: a write that fails is made up for by the next one.
  private void show(ObjectNode status) {
    Instant now = clock.instant();
    boolean tooSoon = now.isBefore(lastProgress.plus(BETWEEN_PROGRESS));
    if (status.equals(shown) || tooSoon) {
      return;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("status", status);
    try {
      var _ = api.patchStatus(key, patch);
      shown = status;
      lastProgress = now;
    } catch (WherryException e) {
      LOG.debug("Progress of {} was not written: {}", key, e.getMessage());
    }
  }

  private static void summary(ObjectNode status, Story story) {
    story.opened().ifPresent(o -> status.put("started", o.at().toString()));
    story.ended().ifPresent(e -> status.put("completed", e.at().toString()));
    story.current().ifPresent(leg -> status.put("step", leg.step()));
    status.put("state", state(story));
  }

  private static String state(Story story) {
    if (story.ended().isPresent()) {
      return switch (story.ended().get().result()) {
        case SUCCEEDED -> "Succeeded";
        case FAILED -> "Failed";
        case CANCELLED -> "Canceled";
      };
    }
    return story.turnedBack().isPresent() ? "Undoing" : "Running";
  }
}
