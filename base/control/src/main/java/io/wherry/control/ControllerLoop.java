package io.wherry.control;

import io.micrometer.core.instrument.MeterRegistry;
import io.wherry.problems.Cancelled;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One controller at work: its queue and its virtual threads. */
final class ControllerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final ControllerSpec spec;
  private final WorkQueue queue;
  private final MeterRegistry metrics;
  private final Map<ResourceKey, Integer> failures = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();

  ControllerLoop(ControllerSpec spec, Clock clock, MeterRegistry metrics) {
    this.spec = spec;
    this.queue = new WorkQueue(clock);
    this.metrics = metrics;
  }

  String name() {
    return spec.name();
  }

  void wake(ResourceKey key) {
    queue.add(key);
  }

  void tick() {
    queue.tick();
  }

  String describe() {
    return spec.name() + ": " + queue.describe() + " failing=" + failures;
  }

  void start() {
    for (int i = 0; i < spec.workers(); i++) {
      threads.add(Thread.ofVirtual().name(spec.name() + "-" + i).start(this::work));
    }
  }

  void close() {
    queue.close();
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        boolean _ = thread.join(STOP_PATIENCE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void work() {
    try {
      Optional<ResourceKey> key = queue.take();
      while (key.isPresent()) {
        handle(key.get());
        key = queue.take();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(ResourceKey key) {
    var timer = metrics.timer("wherry_reconcile_duration_seconds", "controller", spec.name());
    timer.record(() -> reconcile(key));
    queue.done(key);
  }

  // Whatever a reconcile throws ends here: one bad object must not stop the others.
  private void reconcile(ResourceKey key) {
    try {
      Reconciler.Next next = spec.reconciler().reconcile(key);
      failures.remove(key);
      if (next instanceof Reconciler.Next.After(Duration delay)) {
        queue.addAfter(key, delay);
      }
    } catch (StaleWrite stale) {
      LOG.debug("{} {}: {}", spec.name(), key, stale.getMessage());
      retry(key);
    } catch (PeerUnavailable away) {
      LOG.warn("{} {}: {}", spec.name(), key, away.getMessage());
      retry(key);
    } catch (Cancelled cancelled) {
      LOG.debug("{} {}: {}", spec.name(), key, cancelled.getMessage());
    } catch (RuntimeException wrong) {
      LOG.error("{} {} failed", spec.name(), key, wrong);
      retry(key);
    }
  }

  private void retry(ResourceKey key) {
    int n = failures.merge(key, 1, Integer::sum);
    metrics.counter("wherry_reconcile_failures_total", "controller", spec.name()).increment();
    long millis = FIRST_RETRY.toMillis() << Math.min(n - 1, 10);
    queue.addAfter(key, Duration.ofMillis(Math.min(millis, LAST_RETRY.toMillis())));
  }
}
