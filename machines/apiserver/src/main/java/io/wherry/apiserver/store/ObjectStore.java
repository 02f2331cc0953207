package io.wherry.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Cancelled;
import io.wherry.problems.Defect;
import io.wherry.problems.PeerUnavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of the API server: durable in one SQLite file, read and watched from memory.
 * Thread-safe. Writes are conditional on the revision the writer has seen and are answered once
 * they are on disk; many writers share one commit.
 *
 * @source stack.md 9: one writer thread with group commit, reads and watches from memory
 */
public final class ObjectStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

  /** Enough to share one fsync among all who wait, small enough to keep latency even. */
  private static final int BATCH = 256;

  private record Pending(@Nullable Write write, CompletableFuture<WriteOutcome> answer) {}

  private final Shelves shelves = new Shelves();
  private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>(4096);
  private final Map<Bucket, ChangeLog> logs = new ConcurrentHashMap<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final StoreFiles files;
  private final Thread writer;
  private final long startRevision;
  private volatile boolean closed;
  private volatile boolean refused;

  /**
   * Opens or creates the store and reads it into memory; blocks.
   *
   * @throws io.wherry.problems.InvalidRequest when another process uses it or a file is damaged
   */
  public ObjectStore(Path directory) {
    this.files = StoreFiles.open(directory);
    List<StoredObject> found = new ArrayList<>();
    this.startRevision = files.load(found::add);
    shelves.publish(
        found.stream().map(o -> new Change(Change.Type.ADDED, o, null)).toList(),
        startRevision,
        () -> {});
    this.writer = Thread.ofPlatform().name("store-writer").daemon(true).start(this::writeLoop);
  }

  /** The object, if it exists. */
  public Optional<StoredObject> get(ObjectKey key) {
    return shelves.get(key);
  }

  /** All objects of a bucket, of one namespace or (empty) of all, at this moment. */
  public Snapshot list(Bucket bucket, String namespace) {
    return shelves.list(bucket, namespace);
  }

  /**
   * As {@link #list} but as it was at an earlier revision.
   *
   * @throws RevisionGone when the history does not reach back that far
   */
  public Snapshot listAt(Bucket bucket, String namespace, long revision) {
    return shelves.listAt(bucket, namespace, revision, log(bucket));
  }

  /** Every bucket that holds objects. */
  public List<Bucket> buckets() {
    return shelves.buckets();
  }

  /** The revision of the last visible write. */
  public long revision() {
    return shelves.revision();
  }

  /** Revision of the last visible change in the bucket; the start's revision if there was none. */
  public long lastChange(Bucket bucket) {
    return Math.max(startRevision, shelves.lastChange(bucket));
  }

  /**
   * Changes after the revision, waiting at most that long for the first.
   *
   * @throws RevisionGone when the history does not reach back that far
   */
  public List<Change> changes(Bucket bucket, long after, Duration wait)
      throws InterruptedException {
    return log(bucket).await(after, wait);
  }

  /** Wakes every waiter of {@link #changes}. */
  public void nudge() {
    logs.values().forEach(ChangeLog::nudge);
  }

  /** Calls back for each change after it became visible; must be quick and not write. */
  public void listen(Consumer<Change> listener) {
    listeners.add(listener);
  }

  /** False once no write will ever be taken again. */
  public boolean isWriterAlive() {
    return writer.isAlive();
  }

  /** False when the last commit failed, as on a full disk, until one succeeds again. */
  public boolean takesWrites() {
    return !closed && !refused && writer.isAlive();
  }

  /** Writes and waits until it is durable. */
  public WriteOutcome write(Write write) {
    CompletableFuture<WriteOutcome> answer = new CompletableFuture<>();
    try {
      queue.put(new Pending(write, answer));
      if (closed && !writer.isAlive()) {
        failAll(new PeerUnavailable("The store is closed."));
      }
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("Interrupted while writing " + write.key() + ".", e);
    } catch (ExecutionException e) {
      throw new PeerUnavailable("Writing " + write.key() + " failed: " + e.getCause(), e);
    }
  }

  private void writeLoop() {
    try {
      while (true) {
        List<Pending> batch = new ArrayList<>();
        batch.add(queue.take());
        queue.drainTo(batch, BATCH - 1);
        boolean last = batch.removeIf(p -> p.write() == null);
        commit(batch);
        if (last) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      failAll(new PeerUnavailable("The store is closed."));
    }
  }

  private void commit(List<Pending> batch) {
    Batch decided = new Batch(shelves);
    List<WriteOutcome> outcomes = new ArrayList<>();
    try {
      for (Pending pending : batch) {
        outcomes.add(decided.decide(Objects.requireNonNull(pending.write())));
      }
      if (!decided.changes().isEmpty()) {
        files.commit(decided.changes());
        refused = false;
        publish(decided.changes());
      }
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer().complete(outcomes.get(i));
      }
    } catch (RuntimeException e) {
      refused = true;
      LOG.error("A commit of {} writes failed; none of them is stored", batch.size(), e);
      batch.forEach(p -> p.answer().completeExceptionally(e));
    }
  }

  private void publish(List<Change> changes) {
    shelves.publish(
        changes,
        changes.getLast().revision(),
        () -> changes.forEach(c -> log(c.object().key().bucket()).append(c)));
    for (Change change : changes) {
      listeners.forEach(l -> l.accept(change));
    }
  }

  private ChangeLog log(Bucket bucket) {
    return logs.computeIfAbsent(bucket, _ -> new ChangeLog(startRevision));
  }

  private void failAll(RuntimeException why) {
    List<Pending> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(p -> p.answer().completeExceptionally(why));
  }

  /** Finishes the writes that are queued and closes the file; blocks. */
  @Override
  public void close() {
    closed = true;
    try {
      queue.put(new Pending(null, new CompletableFuture<>()));
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    logs.values().forEach(ChangeLog::close);
    files.close();
  }

  /** The decisions of one commit: each write sees those before it. */
  private static final class Batch {
    private final Shelves shelves;
    private final Map<ObjectKey, Optional<StoredObject>> pending = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long revision;

    Batch(Shelves shelves) {
      this.shelves = shelves;
      this.revision = shelves.revision();
    }

    List<Change> changes() {
      return changes;
    }

    WriteOutcome decide(Write write) {
      Optional<StoredObject> now = now(write.key());
      if (now.map(StoredObject::revision).orElse(0L) != write.expected()) {
        return new WriteOutcome.Raced(now);
      }
      ObjectKey home = write.mustExist();
      if (home != null && now(home).filter(o -> !isBeingDeleted(o)).isEmpty()) {
        return new WriteOutcome.NoHome(home);
      }
      revision++;
      if (!(write.tree().get("metadata") instanceof ObjectNode metadata)) {
        throw new Defect(write.key() + " has no metadata.", new IllegalArgumentException());
      }
      metadata.put("resourceVersion", Long.toString(revision));
      StoredObject next = new StoredObject(write.key(), revision, write.tree());
      boolean removed = write.action() == Write.Action.REMOVE;
      Change.Type type =
          removed
              ? Change.Type.DELETED
              : now.isPresent() ? Change.Type.MODIFIED : Change.Type.ADDED;
      Change change = new Change(type, next, now.orElse(null));
      pending.put(write.key(), removed ? Optional.empty() : Optional.of(next));
      changes.add(change);
      return new WriteOutcome.Committed(change);
    }

    private Optional<StoredObject> now(ObjectKey key) {
      Optional<StoredObject> waiting = pending.get(key);
      return waiting != null ? waiting : shelves.get(key);
    }

    private static boolean isBeingDeleted(StoredObject object) {
      return object.tree().path("metadata").has("deletionTimestamp");
    }
  }
}
