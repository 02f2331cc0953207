package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.objects.DeleteOptions.Propagation;
import io.wherry.apiserver.objects.WriteOptions.DryRun;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.apiserver.store.Write;
import io.wherry.apiserver.store.WriteOutcome;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Deletes: at once, or marked and left to those who hold finalizers. */
public final class Deletions {
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";
  private static final long DEFAULT_GRACE_SECONDS = 30;

  /** What became of the object. */
  public sealed interface Deleted {
    /** Gone; its last state. */
    record Gone(ObjectNode last) implements Deleted {}

    /** Marked; finalizers are served first. */
    record Marked(ObjectNode now) implements Deleted {}
  }

  /** Upstream's immortal namespaces. */
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final ObjectStore store;
  private final Clock clock;

  public Deletions(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Deletes one object. @throws ApiFailure 404, 409 */
  public Deleted delete(KindDefinition kind, ObjectKey key, DeleteOptions options) {
    if (kind.ref().equals(Kinds.NAMESPACE) && IMMORTAL.contains(key.name())) {
      throw ApiFailure.forbidden(kind.ref(), key.name(), "this namespace may not be deleted");
    }
    while (true) {
      StoredObject seen =
          store.get(key).orElseThrow(() -> ApiFailure.notFound(kind.ref(), key.name()));
      requirePreconditions(kind, seen, options);
      Optional<Deleted> done = attempt(seen, options);
      if (done.isPresent()) {
        return done.get();
      }
    }
  }

  /** Deletes one object if it is still there. */
  void deleteQuietly(ObjectKey key, Propagation propagation) {
    DeleteOptions options = DeleteOptions.of(propagation);
    Optional<StoredObject> seen = store.get(key);
    while (seen.isPresent() && attempt(seen.get(), options).isEmpty()) {
      seen = store.get(key);
    }
  }

  /** True when deletion was asked for and nobody holds the object any more. */
  static boolean isFinished(ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    return metadata.has("deletionTimestamp")
        && metadata.path("finalizers").isEmpty()
        && (!isNamespace(object) || object.path("spec").path("finalizers").isEmpty());
  }

  /** Empty after a lost race. */
  private Optional<Deleted> attempt(StoredObject seen, DeleteOptions options) {
    ObjectNode next = seen.tree().deepCopy();
    ObjectNode metadata = Metadata.of(next);
    holdForPropagation(metadata, options.propagation());
    long grace = isPod(next) ? grace(next, options) : 0;
    boolean shorter =
        metadata.has("deletionTimestamp")
            && options.graceSeconds().isPresent()
            && grace < metadata.path("deletionGracePeriodSeconds").asLong();
    if (!metadata.has("deletionTimestamp") || shorter) {
      metadata.put("deletionTimestamp", Times.wire(clock.instant().plusSeconds(grace)));
      metadata.put("deletionGracePeriodSeconds", grace);
    }
    if (!seen.tree().path("metadata").has("deletionTimestamp")) {
      countGeneration(metadata);
      if (isNamespace(next)) {
        next.withObjectProperty("status").put("phase", "Terminating");
      }
    }
    boolean gone = isFinished(next);
    if (options.dryRun() == DryRun.ALL || (!gone && TreeEquality.same(next, seen.tree()))) {
      return Optional.of(gone ? new Deleted.Gone(next) : new Deleted.Marked(next));
    }
    Write write = gone ? Write.remove(seen, lastState(seen)) : Write.replace(seen, next);
    if (!(store.write(write) instanceof WriteOutcome.Committed(var change))) {
      return Optional.empty();
    }
    ObjectNode tree = change.object().tree();
    return Optional.of(gone ? new Deleted.Gone(tree) : new Deleted.Marked(tree));
  }

  /** Only pods have something that needs time to end. */
  private static long grace(ObjectNode pod, DeleteOptions options) {
    long own = pod.at("/spec/terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_SECONDS);
    return Math.max(0, options.graceSeconds().orElse(own));
  }

  private static boolean isPod(ObjectNode object) {
    return object.path("kind").asText().equals(Kinds.POD.kind())
        && object.path("apiVersion").asText().equals("v1");
  }

  private static ObjectNode lastState(StoredObject seen) {
    return seen.tree().deepCopy();
  }

  private static void countGeneration(ObjectNode metadata) {
    if (metadata.has("generation")) {
      metadata.put("generation", metadata.path("generation").asLong() + 1);
    }
  }

  private static void holdForPropagation(ObjectNode metadata, Propagation propagation) {
    String finalizer =
        switch (propagation) {
          case BACKGROUND -> "";
          case FOREGROUND -> FOREGROUND;
          case ORPHAN -> ORPHAN;
        };
    if (!finalizer.isEmpty() && !has(metadata, finalizer)) {
      metadata.withArrayProperty("finalizers").add(finalizer);
    }
  }

  static boolean has(JsonNode metadata, String finalizer) {
    for (JsonNode held : metadata.path("finalizers")) {
      if (held.asText().equals(finalizer)) {
        return true;
      }
    }
    return false;
  }

  static void release(ObjectNode metadata, String finalizer) {
    if (metadata.path("finalizers") instanceof ArrayNode held) {
      for (int i = held.size() - 1; i >= 0; i--) {
        if (held.get(i).asText().equals(finalizer)) {
          held.remove(i);
        }
      }
      if (held.isEmpty()) {
        metadata.remove("finalizers");
      }
    }
  }

  private static boolean isNamespace(ObjectNode object) {
    return object.path("kind").asText().equals(Kinds.NAMESPACE.kind())
        && object.path("apiVersion").asText().equals("v1");
  }

  private static void requirePreconditions(
      KindDefinition kind, StoredObject seen, DeleteOptions options) {
    KindRef ref = kind.ref();
    String name = seen.key().name();
    options
        .uid()
        .filter(u -> !u.equals(seen.uid()))
        .ifPresent(u -> {
          throw ApiFailure.conflict(
              ref,
              name,
              "Precondition failed: UID in precondition: "
                  + u
                  + ", UID in object meta: "
                  + seen.uid());
        });
    String version = Long.toString(seen.revision());
    options
        .resourceVersion()
        .filter(v -> !v.equals(version))
        .ifPresent(v -> {
          throw ApiFailure.conflict(
              ref,
              name,
              "Precondition failed: ResourceVersion in precondition: "
                  + v
                  + ", ResourceVersion in object meta: "
                  + version);
        });
  }
}
