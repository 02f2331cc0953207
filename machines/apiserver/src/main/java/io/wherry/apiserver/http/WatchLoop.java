package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.objects.KindCatalog;
import io.wherry.apiserver.objects.ObjectReads;
import io.wherry.apiserver.objects.Selector;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.Change;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.RevisionGone;
import io.wherry.apiserver.store.Snapshot;
import io.wherry.apiserver.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One watch: the present state if it was asked for, then every change in order. The loop keeps
 * nothing but a cursor into the store's history, so a slow client costs no memory; when it falls
 * too far behind it is told to list again.
 */
final class WatchLoop {
  /**
   * What is watched.
   *
   * @param shape turns an object into what the client reads
   */
  record Subject(KindDefinition kind, Selector selector, UnaryOperator<ObjectNode> shape) {}

  /** Where a watch starts. */
  sealed interface Start {
    /** The present objects as ADDED events first. */
    record Present() implements Start {}

    /**
     * The present objects, and a bookmark that says that these were all.
     *
     * @param list an empty list as the client would get it: from it clients build the whole one
     */
    record PresentThenBookmark(ObjectNode list) implements Start {}

    /** Only what comes after the revision. */
    record After(long revision) implements Start {}
  }

  /** Bookmarks keep cursors fresh and let us notice that a client has gone. */
  enum Bookmarks {
    OFF,
    ON
  }

  private static final String BLUEPRINT = "kubernetes.io/initial-events-list-blueprint";
  private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(50);

  private final ObjectStore store;
  private final Subject subject;
  private final EventSink sink;
  private final BooleanSupplier stopping;
  private final Bucket bucket;
  private long cursor;
  private long lastBookmark = System.nanoTime();

  WatchLoop(ObjectStore store, Subject subject, EventSink sink, BooleanSupplier stopping) {
    this.store = store;
    this.subject = subject;
    this.sink = sink;
    this.stopping = stopping;
    this.bucket = KindCatalog.bucket(subject.kind().ref());
  }

  /** Runs until the time is over, the client has gone or the server stops. */
  void run(Start start, Bookmarks bookmarks, Duration length)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    try {
      begin(start);
      while (sink.isOpen() && !stopping.getAsBoolean() && System.nanoTime() < end) {
        long left = Math.min(end - System.nanoTime(), BOOKMARK_EVERY.toNanos());
        long safe = store.revision(); // read first: all up to here is in the history
        List<Change> changes = store.changes(bucket, cursor, Duration.ofNanos(left));
        if (!changes.isEmpty()) {
          deliver(changes);
        }
        if (bookmarks == Bookmarks.ON && isBookmarkDue()) {
          cursor = changes.isEmpty() ? Math.max(cursor, safe) : cursor;
          sink.send(List.of(event("BOOKMARK", bookmark())));
        }
      }
    } catch (RevisionGone e) {
      sink.send(
          List.of(event("ERROR", ApiFailure.expired(String.valueOf(e.getMessage())).status())));
    }
  }

  private boolean isBookmarkDue() {
    boolean due = System.nanoTime() - lastBookmark >= BOOKMARK_EVERY.toNanos();
    if (due) {
      lastBookmark = System.nanoTime();
    }
    return due && sink.isOpen() && !stopping.getAsBoolean();
  }

  private void begin(Start start) throws IOException {
    if (start instanceof Start.After(long revision)) {
      if (revision > store.revision()) {
        // The client comes from another life of this server; silence would lose it events.
        throw RevisionGone.ahead(revision, store.revision());
      }
      cursor = revision;
      return;
    }
    Snapshot snapshot = store.list(bucket, subject.selector().namespace());
    cursor = snapshot.revision();
    List<ObjectNode> events = new ArrayList<>();
    for (StoredObject object : snapshot.objects()) {
      if (subject.selector().matches(object.tree())) {
        events.add(event("ADDED", shaped(object)));
      }
    }
    if (start instanceof Start.PresentThenBookmark(var list)) {
      ObjectNode bookmark = bookmark();
      bookmark
          .withObjectProperty("metadata")
          .putObject("annotations")
          .put("k8s.io/initial-events-end", "true")
          .put(BLUEPRINT, Base64.getEncoder().encodeToString(Replies.bytes(list)));
      events.add(event("BOOKMARK", bookmark));
    }
    sink.send(events);
  }

  private void deliver(List<Change> changes) throws IOException {
    List<ObjectNode> events = new ArrayList<>(changes.size());
    for (Change change : changes) {
      ObjectNode event = event(change);
      if (event != null) {
        events.add(event);
      }
      cursor = change.revision();
    }
    if (!events.isEmpty()) {
      sink.send(events);
    }
  }

  /** With a selector, an object may enter or leave what is watched without being born or gone. */
  private @Nullable ObjectNode event(Change change) {
    boolean now =
        change.type() != Change.Type.DELETED && subject.selector().matches(change.object().tree());
    Optional<StoredObject> before =
        change.previous().filter(o -> subject.selector().matches(o.tree()));
    if (now) {
      return event(before.isPresent() ? "MODIFIED" : "ADDED", shaped(change.object()));
    }
    return before.isPresent() ? event("DELETED", shaped(lastSeen(change, before.get()))) : null;
  }

  /** The last matching state, at the revision at which it went. */
  private static StoredObject lastSeen(Change change, StoredObject before) {
    if (change.type() == Change.Type.DELETED) {
      return change.object();
    }
    ObjectNode tree = before.tree().deepCopy();
    tree.withObjectProperty("metadata").put("resourceVersion", Long.toString(change.revision()));
    return new StoredObject(before.key(), change.revision(), tree);
  }

  private ObjectNode shaped(StoredObject object) {
    return subject.shape().apply(ObjectReads.present(subject.kind(), object));
  }

  private ObjectNode bookmark() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object
        .put("kind", subject.kind().ref().kind())
        .put("apiVersion", subject.kind().ref().apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(cursor)).putNull("creationTimestamp");
    return object;
  }

  private static ObjectNode event(String type, ObjectNode object) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type);
    event.set("object", object);
    return event;
  }
}
