package io.wherry.apiserver.quota;

import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.StoredObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What writes that are judged but not yet visible will use. Thread-safe. */
final class Reservations {
  /**
   * One write.
   *
   * @param seen revision that the write replaces; 0 when it creates
   * @param amounts what it uses more, by resource
   */
  record Reservation(ObjectKey key, long seen, Map<String, BigDecimal> amounts) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Reservation> open = new ArrayList<>();

  /** Adds it unless the judge, shown all others, throws. No other judge runs meanwhile. */
  void add(Reservation reservation, Consumer<Collection<Reservation>> judge) {
    lock.lock();
    try {
      judge.accept(open);
      open.add(reservation);
    } finally {
      lock.unlock();
    }
  }

  /** The write is visible by now, or has failed. */
  void remove(Reservation reservation) {
    lock.lock();
    try {
      open.removeIf(r -> r == reservation);
    } finally {
      lock.unlock();
    }
  }

  /** Those about the same namespace and kind whose write is not among the objects yet. */
  static List<Reservation> unwritten(
      Collection<Reservation> reserved, ObjectKey like, List<StoredObject> objects) {
    List<Reservation> relevant =
        reserved.stream()
            .filter(r -> r.key().namespace().equals(like.namespace()))
            .filter(r -> r.key().bucket().equals(like.bucket()))
            .toList();
    if (relevant.isEmpty()) {
      return relevant;
    }
    Map<ObjectKey, Long> revisions = new HashMap<>();
    objects.forEach(o -> revisions.put(o.key(), o.revision()));
    return relevant.stream().filter(r -> revisions.getOrDefault(r.key(), 0L) <= r.seen()).toList();
  }
}
