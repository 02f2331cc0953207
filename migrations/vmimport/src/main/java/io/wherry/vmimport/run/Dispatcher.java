package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.schedule.Candidate;
import io.wherry.vmimport.schedule.Decision;
import io.wherry.vmimport.schedule.Flight;
import io.wherry.vmimport.schedule.Schedule;
import io.wherry.vmimport.schedule.Situation;
import io.wherry.vmimport.schedule.Terms;
import io.wherry.vmimport.schedule.Wait;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets waiting runs begin, over all plans at once. Asked after each change that may matter; what is
 * in flight is known from the stored runs, and that a run has begun is stored before anything else
 * is decided.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** Limits, weights and estimates may have changed without a run that did. */
  private static final Duration OLD = Duration.ofSeconds(5);

  private final KubeApi api;
  private final RunIndex index;
  private final Supplier<ImportSettings> settings;
  private final Clock clock;
  private final Map<String, ResourceKey> keys = new HashMap<>();
  private final Map<ResourceKey, Integer> weights = new ConcurrentHashMap<>();
  private volatile boolean changed = true;
  private volatile Instant decidedAt = Instant.EPOCH;
  private volatile Map<String, Wait> waits = Map.of();

  Dispatcher(KubeApi api, RunIndex index, Supplier<ImportSettings> settings, Clock clock) {
    this.api = api;
    this.index = index;
    this.settings = settings;
    this.clock = clock;
  }

  /** Something that counts has changed. */
  void changed() {
    changed = true;
  }

  /** A plan's weight as it is now. */
  void weigh(ResourceKey plan, int weight) {
    Integer before = weights.put(plan, weight);
    if (before == null || before != weight) {
      changed = true;
    }
  }

  void forget(ResourceKey plan) {
    weights.remove(plan);
  }

  /** Why a run waits; empty when it does not, or nothing was decided about it yet. */
  Optional<Wait> waitOf(ResourceKey run) {
    return Optional.ofNullable(waits.get(run.toString()));
  }

  /** Decides if anything has changed, or if that was a while ago. Blocks. */
  void run() {
    if (!changed && clock.instant().isBefore(decidedAt.plus(OLD))) {
      return;
    }
    index.load();
    synchronized (this) {
      Instant now = clock.instant();
      changed = false;
      try {
        Decision decision = Schedule.decide(situation(now));
        for (String id : decision.admitted()) {
          Optional.ofNullable(keys.get(id)).ifPresent(key -> admit(key, now));
        }
        waits = decision.waits();
        decidedAt = now;
      } catch (RuntimeException e) {
        changed = true;
        throw e;
      }
    }
  }

  private Situation situation(Instant now) {
    List<Flight> flying = new ArrayList<>();
    List<Candidate> waiting = new ArrayList<>();
    keys.clear();
    for (KnownRun run : index.all()) {
      if (run.state() == KnownRun.State.FLYING) {
        flying.add(run.flight(now));
      } else if (run.mayGo()) {
        waiting.add(run.candidate());
        keys.put(run.key().toString(), run.key());
      }
    }
    Map<String, Terms> plans = new HashMap<>();
    index
        .served()
        .forEach(
            (plan, at) -> plans.put(plan.toString(), new Terms(weights.getOrDefault(plan, 1), at)));
    weights.forEach((plan, weight) ->
        plans.putIfAbsent(plan.toString(), new Terms(weight, Terms.DEFAULT.served())));
    return new Situation(flying, waiting, plans, settings.get().flightLimits()::of, now);
  }

  private void admit(ResourceKey key, Instant now) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("admitted", true).put("admittedAt", now.toString());
    try {
      boolean _ = index.put(api.patch(key, patch));
    } catch (InvalidRequest e) {
      if (api.get(key).isPresent()) {
        throw e;
      }
      LOG.debug("{} was deleted before it could begin", key);
      var _ = index.remove(key);
    }
  }
}
