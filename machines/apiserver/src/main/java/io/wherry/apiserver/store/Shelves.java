package io.wherry.apiserver.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What is visible to readers: the objects in order, and the revision they stand for. */
final class Shelves {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<Bucket, NavigableMap<ObjectKey, StoredObject>> shelves = new HashMap<>();
  private final Map<Bucket, Long> lastChanges = new HashMap<>();
  private volatile long revision;

  /**
   * Shows the changes to readers.
   *
   * @param tellLogs runs before the new revision is visible: whoever reads the revision and then a
   *     log finds everything up to it, and whoever hears of a change can read it
   */
  void publish(List<Change> changes, long newRevision, Runnable tellLogs) {
    lock.writeLock().lock();
    try {
      for (Change change : changes) {
        ObjectKey key = change.object().key();
        var shelf = shelves.computeIfAbsent(key.bucket(), _ -> new TreeMap<>());
        if (change.type() == Change.Type.DELETED) {
          shelf.remove(key);
        } else {
          shelf.put(key, change.object());
        }
        lastChanges.put(key.bucket(), change.revision());
      }
      tellLogs.run();
      revision = newRevision;
    } finally {
      lock.writeLock().unlock();
    }
  }

  long revision() {
    return revision;
  }

  long lastChange(Bucket bucket) {
    lock.readLock().lock();
    try {
      return lastChanges.getOrDefault(bucket, 0L);
    } finally {
      lock.readLock().unlock();
    }
  }

  Optional<StoredObject> get(ObjectKey key) {
    lock.readLock().lock();
    try {
      var shelf = shelves.get(key.bucket());
      return shelf == null ? Optional.empty() : Optional.ofNullable(shelf.get(key));
    } finally {
      lock.readLock().unlock();
    }
  }

  Snapshot list(Bucket bucket, String namespace) {
    lock.readLock().lock();
    try {
      return new Snapshot(revision, List.copyOf(part(bucket, namespace).values()));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Undoes the changes made since then, newest first. */
  Snapshot listAt(Bucket bucket, String namespace, long then, ChangeLog log) {
    lock.readLock().lock();
    try {
      NavigableMap<ObjectKey, StoredObject> state = new TreeMap<>(part(bucket, namespace));
      for (Change change : log.after(then).reversed()) {
        ObjectKey key = change.object().key();
        if (namespace.isEmpty() || namespace.equals(key.namespace())) {
          change.previous().ifPresentOrElse(o -> state.put(key, o), () -> state.remove(key));
        }
      }
      return new Snapshot(then, new ArrayList<>(state.values()));
    } finally {
      lock.readLock().unlock();
    }
  }

  List<Bucket> buckets() {
    lock.readLock().lock();
    try {
      return shelves.entrySet().stream()
          .filter(e -> !e.getValue().isEmpty())
          .map(Map.Entry::getKey)
          .toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  private NavigableMap<ObjectKey, StoredObject> part(Bucket bucket, String namespace) {
    var shelf = shelves.getOrDefault(bucket, new TreeMap<>());
    if (namespace.isEmpty()) {
      return shelf;
    }
    // The character after NUL-free names sorts behind every name of the namespace.
    ObjectKey first = new ObjectKey(bucket, namespace, "");
    ObjectKey behind = new ObjectKey(bucket, namespace + "\0", "");
    return shelf.subMap(first, true, behind, false);
  }
}
