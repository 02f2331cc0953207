package io.wherry.vmimport.run;

import io.wherry.control.EventRecorder;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.VoyageListener;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Problem;
import io.wherry.problems.WherryException;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the turns of a run as Events of its plan, and of the machine that came out of it. */
final class RunEvents implements VoyageListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);

  private final KubeApi api;
  private final RunView run;
  private final VoyageListener next;
  private final EventRecorder events;

  /**
   * @param next is told everything as well
   */
  RunEvents(KubeApi api, RunView run, Clock clock, VoyageListener next) {
    this.api = api;
    this.run = run;
    this.next = next;
    this.events = new EventRecorder(api, "wherry-import", clock);
  }

  @Override
  public void entered(Entry entry) {
    next.entered(entry);
    try {
      tell(entry);
    } catch (WherryException e) {
      LOG.debug("an event of {} was not written", run.key(), e);
    }
  }

  private void tell(Entry entry) {
    String machine = run.order().machine().name();
    switch (entry) {
      case Entry.Opened _ -> plan("Started", "The import of " + machine + " began.");
      case Entry.Stopped stopped ->
          trouble(
              stopped.trouble().code(),
              "%s: step %s: %s".formatted(machine, stopped.leg().step(), stopped.trouble().text()));
      case Entry.Ended(Entry.Result result, _) -> ended(machine, result);
      default -> {
        // steps are told by the status of the migration
      }
    }
  }

  private void ended(String machine, Entry.Result result) {
    switch (result) {
      case SUCCEEDED -> {
        plan("Migrated", "The import of " + machine + " succeeded.");
        var target = run.order().target();
        ResourceKey key = new ResourceKey(Kinds.VM, target.namespace(), target.vmName());
        api.get(key)
            .ifPresent(vm -> events.normal(vm, "Migrated", "Imported from " + machine + "."));
      }
      case FAILED -> trouble("MigrationFailed", "The import of " + machine + " failed.");
      case CANCELLED -> plan("MigrationCanceled", "The import of " + machine + " was canceled.");
    }
  }

  private void plan(String reason, String text) {
    plan().ifPresent(p -> events.normal(p, reason, text));
  }

  private void trouble(String reason, String text) {
    plan().ifPresent(p -> events.warning(p, reason, text));
  }

  private Optional<Resource> plan() {
    return api.get(run.plan());
  }

  @Override
  public void progress(LegKey leg, Progress progress) {
    next.progress(leg, progress);
  }

  @Override
  public void held(LegKey leg, Problem why) {
    next.held(leg, why);
  }
}
