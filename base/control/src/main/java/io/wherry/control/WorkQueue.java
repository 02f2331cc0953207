package io.wherry.control;

import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys waiting to be reconciled: each at most once, never two at a time for one key, with delays.
 * Delays follow the clock; after moving a simulated clock call {@link #tick()}.
 */
final class WorkQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ResourceKey> ready = new ArrayDeque<>();
  private final Set<ResourceKey> queued = new HashSet<>();
  private final Set<ResourceKey> busy = new HashSet<>();
  private final Set<ResourceKey> again = new HashSet<>();
  private final Map<ResourceKey, Instant> later = new HashMap<>();
  private final Clock clock;
  private boolean closed;

  WorkQueue(Clock clock) {
    this.clock = clock;
  }

  /** Asks for the key to be looked at now. */
  void add(ResourceKey key) {
    locked(() -> enqueue(key));
  }

  /** Asks for the key to be looked at after the delay; an earlier wish stays. */
  void addAfter(ResourceKey key, Duration delay) {
    Instant due = clock.instant().plus(delay);
    locked(() -> later.merge(key, due, (a, b) -> a.isBefore(b) ? a : b));
  }

  /** Forgets a delayed wish; the key is gone. */
  void forget(ResourceKey key) {
    locked(() -> later.remove(key));
  }

  /** The next key; empty when the queue was closed. Blocks. */
  Optional<ResourceKey> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        promoteDue();
        ResourceKey key = ready.poll();
        if (key != null) {
          queued.remove(key);
          busy.add(key);
          return Optional.of(key);
        }
        awaitChange();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The key taken before is finished; it is queued again when somebody asked meanwhile. */
  void done(ResourceKey key) {
    locked(() -> {
      busy.remove(key);
      if (again.remove(key)) {
        enqueue(key);
      }
    });
  }

  /** Looks at the clock again. */
  void tick() {
    locked(() -> {});
  }

  void close() {
    locked(() -> closed = true);
  }

  /** Keys ready, keys in work and keys waiting for their time, for the debug page. */
  String describe() {
    lock.lock();
    try {
      return "ready=" + ready.size() + " busy=" + busy + " later=" + later.size();
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(ResourceKey key) {
    if (busy.contains(key)) {
      again.add(key);
    } else if (queued.add(key)) {
      ready.add(key);
    }
    later.remove(key);
  }

  private void promoteDue() {
    Instant now = clock.instant();
    later.entrySet().stream()
        .filter(e -> !e.getValue().isAfter(now))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::enqueue);
  }

  private void awaitChange() throws InterruptedException {
    Optional<Instant> next = later.values().stream().min(Instant::compareTo);
    if (next.isEmpty()) {
      changed.await();
    } else {
      long nanos = Duration.between(clock.instant(), next.get()).toNanos();
      boolean _ = changed.await(Math.max(nanos, 1_000_000), TimeUnit.NANOSECONDS);
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
