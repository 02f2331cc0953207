package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.objects.DeleteOptions.Propagation;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.Change;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.apiserver.store.Write;
import io.wherry.apiserver.store.WriteOutcome;
import io.wherry.problems.Cancelled;
import io.wherry.resources.Kinds;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes what deletions began: objects whose owners are gone, the content of namespaces, the
 * custom resources of removed definitions, and Events past their time. Everything is found again
 * after a crash, because the state that asks for it is in the store.
 */
public final class Cascade implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cascade.class);
  private static final Bucket NAMESPACES = KindCatalog.bucket(Kinds.NAMESPACE);
  private static final Bucket CRDS = KindCatalog.bucket(Kinds.CRD);
  private static final Bucket EVENTS = KindCatalog.bucket(Kinds.EVENT);

  /** What a failed write left behind is tried again this often. */
  private static final Duration SWEEP = Duration.ofMinutes(1);

  /** Kubernetes' default time to live of Events. */
  private static final Duration EVENT_LIFE = Duration.ofHours(1);

  private final ObjectStore store;
  private final Deletions deletions;
  private final Clock clock;
  private final OwnerIndex index = new OwnerIndex();
  private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private final Thread worker;

  /** Reads the whole store once; then follows its changes on a thread of its own. */
  public Cascade(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.deletions = new Deletions(store, clock);
    store.listen(changes::add);
    forAll(index::add);
    this.worker = Thread.ofVirtual().name("cascade").start(this::run);
  }

  private void run() {
    try {
      forAll(this::settle);
      while (!Thread.currentThread().isInterrupted()) {
        Change change = changes.poll(SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        guarded(change);
      }
    } catch (InterruptedException | Cancelled _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void guarded(@Nullable Change change) {
    try {
      if (change == null) {
        forAll(this::settle);
        dropOldEvents();
      } else {
        follow(change);
      }
    } catch (Cancelled e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("A deletion could not be finished now, it is tried again within {}", SWEEP, e);
    }
  }

  private void follow(Change change) {
    change.previous().ifPresent(index::forgetOwners);
    if (change.type() == Change.Type.DELETED) {
      index.remove(change.object());
      gone(change.previous().orElse(change.object()));
    } else {
      index.add(change.object());
      settle(change.object());
    }
  }

  private void gone(StoredObject object) {
    for (ObjectKey dependant : index.dependants(object.uid())) {
      store.get(dependant).ifPresent(this::settle);
    }
    for (String owner : OwnerIndex.owners(object)) {
      index.living(owner).flatMap(store::get).ifPresent(this::settle);
    }
    ObjectKey key = object.key();
    if (!key.namespace().isEmpty()) {
      store.get(new ObjectKey(NAMESPACES, "", key.namespace())).ifPresent(this::settle);
    }
    String definition = key.bucket().plural() + "." + key.bucket().group();
    store.get(new ObjectKey(CRDS, "", definition)).ifPresent(this::settle);
  }

  /** Does what the present state of the object asks for; harmless when done twice. */
  private void settle(StoredObject object) {
    if (index.isAbandoned(object)) {
      deletions.deleteQuietly(object.key(), Propagation.BACKGROUND);
      return;
    }
    var metadata = object.tree().path("metadata");
    if (!metadata.has("deletionTimestamp")) {
      return;
    }
    if (Deletions.has(metadata, Deletions.ORPHAN)) {
      orphan(object);
    }
    if (Deletions.has(metadata, Deletions.FOREGROUND)) {
      deleteDependantsFirst(object);
    }
    if (object.key().bucket().equals(NAMESPACES)) {
      emptyNamespace(object.key());
    }
    if (object.key().bucket().equals(CRDS)) {
      removeCustomResources(object);
    }
  }

  private void orphan(StoredObject owner) {
    for (ObjectKey dependant : index.dependants(owner.uid())) {
      rewrite(dependant, tree -> removeOwner(tree, owner.uid()));
    }
    rewrite(owner.key(), tree -> Deletions.release(Metadata.of(tree), Deletions.ORPHAN));
  }

  private static void removeOwner(ObjectNode tree, String uid) {
    if (tree.path("metadata").path("ownerReferences") instanceof ArrayNode owners) {
      for (int i = owners.size() - 1; i >= 0; i--) {
        if (owners.get(i).path("uid").asText().equals(uid)) {
          owners.remove(i);
        }
      }
      if (owners.isEmpty()) {
        Metadata.of(tree).remove("ownerReferences");
      }
    }
  }

  private void deleteDependantsFirst(StoredObject owner) {
    boolean blocked = false;
    for (ObjectKey dependant : index.dependants(owner.uid())) {
      deletions.deleteQuietly(dependant, Propagation.FOREGROUND);
      Optional<StoredObject> left = store.get(dependant);
      blocked |= left.filter(o -> OwnerIndex.blocks(o, owner.uid())).isPresent();
    }
    if (!blocked) {
      rewrite(owner.key(), tree -> Deletions.release(Metadata.of(tree), Deletions.FOREGROUND));
    }
  }

  private void emptyNamespace(ObjectKey namespace) {
    List<StoredObject> left = new ArrayList<>();
    for (Bucket bucket : store.buckets()) {
      for (StoredObject content : store.list(bucket, namespace.name()).objects()) {
        deletions.deleteQuietly(content.key(), Propagation.BACKGROUND);
        store.get(content.key()).ifPresent(left::add);
      }
    }
    if (left.isEmpty()) {
      rewrite(namespace, tree -> tree.withObjectProperty("spec").remove("finalizers"));
    } else {
      rewrite(namespace, tree -> NamespaceConditions.describe(tree, left, clock.instant()));
    }
  }

  private void removeCustomResources(StoredObject definition) {
    var spec = definition.tree().path("spec");
    Bucket bucket =
        new Bucket(spec.path("group").asText(), spec.path("names").path("plural").asText());
    for (StoredObject custom : store.list(bucket, "").objects()) {
      deletions.deleteQuietly(custom.key(), Propagation.BACKGROUND);
    }
    if (store.list(bucket, "").objects().isEmpty()) {
      rewrite(
          definition.key(), tree -> Deletions.release(Metadata.of(tree), KindRules.CRD_FINALIZER));
    }
  }

  private void dropOldEvents() {
    String limit = Times.wire(clock.instant().minus(EVENT_LIFE));
    for (StoredObject event : store.list(EVENTS, "").objects()) {
      String created = event.tree().path("metadata").path("creationTimestamp").asText();
      String last = event.tree().path("lastTimestamp").asText();
      if (created.compareTo(limit) < 0 && last.compareTo(limit) < 0) {
        deletions.deleteQuietly(event.key(), Propagation.BACKGROUND);
      }
    }
  }

  private void rewrite(ObjectKey key, Consumer<ObjectNode> change) {
    Optional<StoredObject> seen = store.get(key);
    while (seen.isPresent()) {
      ObjectNode next = seen.get().tree().deepCopy();
      change.accept(next);
      boolean finished = Deletions.isFinished(next);
      if (!finished && TreeEquality.same(next, seen.get().tree())) {
        return;
      }
      Write write = finished ? Write.remove(seen.get(), next) : Write.replace(seen.get(), next);
      if (store.write(write) instanceof WriteOutcome.Committed) {
        return;
      }
      seen = store.get(key);
    }
  }

  private void forAll(Consumer<StoredObject> action) {
    List<Bucket> buckets = store.buckets();
    for (Bucket bucket : buckets) {
      store.list(bucket, "").objects().forEach(action);
    }
  }

  /** Stops at the next step; whatever is unfinished is found again at the next start. */
  @Override
  public void close() {
    worker.interrupt();
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
