package io.wherry.apiserver.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last changes of one bucket. Watchers keep a cursor and read behind it, so a slow watcher
 * costs no memory: it falls out of the window and is told to list again.
 */
final class ChangeLog {
  /** A reconnecting informer needs seconds of history; 1,024 states of one kind are minutes. */
  static final int WINDOW = 1024;

  /** Large objects shorten the window before they fill the memory, in bytes of JSON. */
  static final long WINDOW_BYTES = 32L * 1024 * 1024;

  /** A change and about how many bytes it holds. */
  private record Entry(Change change, long size) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final Deque<Entry> changes = new ArrayDeque<>();
  private long bytes;
  private long trimmedUpTo;
  private long nudges;
  private boolean closed;

  ChangeLog(long startRevision) {
    this.trimmedUpTo = startRevision;
  }

  void append(Change change) {
    long size = TreeSize.of(change.object().tree());
    lock.lock();
    try {
      changes.addLast(new Entry(change, size));
      bytes += size;
      while (changes.size() > WINDOW || (bytes > WINDOW_BYTES && changes.size() > 1)) {
        Entry oldest = changes.removeFirst();
        bytes -= oldest.size();
        trimmedUpTo = oldest.change().revision();
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Changes newer than the revision, oldest first. */
  List<Change> after(long revision) {
    lock.lock();
    try {
      if (revision < trimmedUpTo) {
        throw new RevisionGone(revision, trimmedUpTo);
      }
      List<Change> newer = new ArrayList<>();
      Iterator<Entry> backwards = changes.descendingIterator();
      while (backwards.hasNext()) {
        Change change = backwards.next().change();
        if (change.revision() <= revision) {
          break;
        }
        newer.add(change);
      }
      return newer.reversed();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #after}, waiting until there is something; empty after the time or a nudge. */
  List<Change> await(long revision, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      long before = nudges;
      while (!closed && left > 0 && nudges == before && newest() <= revision) {
        left = grown.awaitNanos(left);
      }
      return after(revision);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes waiters so that they look at their own reasons to stop. */
  void nudge() {
    lock.lock();
    try {
      nudges++;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long newest() {
    return changes.isEmpty() ? trimmedUpTo : changes.getLast().change().revision();
  }
}
