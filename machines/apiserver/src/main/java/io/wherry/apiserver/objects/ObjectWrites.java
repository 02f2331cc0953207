package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.ObjectPatcher;
import io.wherry.apiserver.quota.Quotas;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.apiserver.store.Write;
import io.wherry.apiserver.store.WriteOutcome;
import io.wherry.resources.Kinds;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Creates, updates and patches. Each write is computed from the state seen and committed only if
 * that still stands; patches are computed again after a lost race, updates with a resourceVersion
 * are refused.
 */
public final class ObjectWrites {
  /** Where a write goes; the name is empty for a create. */
  public record Target(KindDefinition kind, String namespace, String name, Part part) {}

  /** A patch body with its type. */
  public record Patch(ObjectPatcher.Type type, JsonNode body) {}

  /** The object after the write. */
  public record Written(ObjectNode object, Effect effect) {
    /** Whether the object is new. */
    public enum Effect {
      CREATED,
      UPDATED
    }
  }

  /** A lost race is tried again: more would mean that a writer spins on the object. */
  private static final int ATTEMPTS = 30;

  private static final int NAME_ATTEMPTS = 8;

  private final ObjectStore store;
  private final ObjectPatcher patcher;
  private final WriteChecks checks;
  private final KindRules kindRules;
  private final Quotas quotas;
  private final WriteGate gate;
  private final Clock clock;

  public ObjectWrites(ObjectStore store, ApiRules rules, WriteGate gate, Clock clock) {
    this.store = store;
    this.gate = gate;
    this.patcher = rules.patcher();
    this.kindRules = new KindRules(clock);
    this.quotas = new Quotas(store);
    this.checks = new WriteChecks(rules.schemas(), kindRules);
    this.clock = clock;
  }

  /** Stores a new object. @throws ApiFailure 400, 403, 404 (namespace), 409, 422 */
  public ObjectNode create(Target target, ObjectNode incoming, WriteOptions options) {
    return gate.inTurn(target, () -> createNow(target, incoming, options));
  }

  private ObjectNode createNow(Target target, ObjectNode incoming, WriteOptions options) {
    KindDefinition kind = target.kind();
    ObjectNode object = incoming.deepCopy();
    ObjectNode metadata = checks.adoptTarget(target, object);
    boolean generated =
        metadata.path("name").asText().isEmpty()
            && !metadata.path("generateName").asText().isEmpty();
    fillNew(kind, object, metadata);
    if (generated) {
      metadata.put("name", Metadata.generateName(metadata.path("generateName").asText()));
    }
    kindRules.complete(kind, object);
    gate.complete(target, none(), object, options);
    checks.check(kind, none(), object, options);
    gate.admit(target, none(), object, options);
    patcher.track(kind, none(), object, writer(target, options));
    for (int attempt = 1; ; attempt++) {
      Optional<ObjectNode> stored = insert(target, object, options);
      if (stored.isPresent()) {
        return stored.get();
      }
      if (!generated || attempt == NAME_ATTEMPTS) {
        throw ApiFailure.alreadyExists(kind.ref(), metadata.path("name").asText());
      }
      metadata.put("name", Metadata.generateName(metadata.path("generateName").asText()));
    }
  }

  /** Replaces an object or its status. @throws ApiFailure 400, 404, 409, 422 */
  public ObjectNode update(Target target, ObjectNode incoming, WriteOptions options) {
    ObjectNode wanted = incoming.deepCopy();
    checks.adoptTarget(target, wanted);
    for (int attempt = 1; ; attempt++) {
      options.warnings().clear();
      StoredObject seen = seen(target);
      Optional<ObjectNode> stored = replace(target, seen, wanted.deepCopy(), options);
      if (stored.isPresent()) {
        return stored.get();
      }
      giveUpAfter(attempt, target);
    }
  }

  /** Patches an object or its status; an apply creates it if needed. */
  public Written patch(Target target, Patch patch, WriteOptions options) {
    for (int attempt = 1; ; attempt++) {
      options.warnings().clear();
      Optional<StoredObject> found = store.get(key(target, target.name()));
      boolean creates = patch.type() == ObjectPatcher.Type.APPLY && target.part() == Part.MAIN;
      Optional<Written> written =
          found.isEmpty() && creates
              ? gate.inTurn(target, () -> applyNew(target, patch, options))
              : patchPresent(target, found, patch, options);
      if (written.isPresent()) {
        return written.get();
      }
      giveUpAfter(attempt, target);
    }
  }

  private Optional<Written> patchPresent(
      Target target, Optional<StoredObject> found, Patch patch, WriteOptions options) {
    KindDefinition kind = target.kind();
    StoredObject seen = found.orElseThrow(() -> ApiFailure.notFound(kind.ref(), target.name()));
    ObjectNode current = ObjectReads.present(kind, seen);
    ObjectNode patched =
        patcher.patch(kind, patch.type(), current, patch.body(), writer(target, options));
    checks.adoptTarget(target, patched);
    Optional<ObjectNode> stored =
        patch.type() == ObjectPatcher.Type.APPLY
            ? store(target, seen, prepared(target, seen, patched, options), options)
            : replace(target, seen, patched, options);
    return stored.map(o -> new Written(o, Written.Effect.UPDATED));
  }

  /** Empty when somebody else created the object meanwhile. */
  private Optional<Written> applyNew(Target target, Patch patch, WriteOptions options) {
    KindDefinition kind = target.kind();
    gate.requireCreate(target, options);
    ObjectNode object =
        patcher.patch(kind, patch.type(), none(), patch.body(), writer(target, options));
    ObjectNode metadata = checks.adoptTarget(target, object);
    metadata.put("name", target.name());
    fillNew(kind, object, metadata);
    kindRules.complete(kind, object);
    gate.complete(target, none(), object, options);
    checks.check(kind, none(), object, options);
    gate.admit(target, none(), object, options);
    return insert(target, object, options).map(o -> new Written(o, Written.Effect.CREATED));
  }

  private void fillNew(KindDefinition kind, ObjectNode object, ObjectNode metadata) {
    metadata.remove(List.of("resourceVersion", "deletionTimestamp", "generation"));
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", Times.wire(clock.instant()));
    if (Generations.counts(kind)) {
      metadata.put("generation", 1);
    }
    if (kind.hasStatus()) {
      object.remove("status");
    }
  }

  /** Empty when the name is taken. */
  private Optional<ObjectNode> insert(Target target, ObjectNode object, WriteOptions options) {
    ObjectKey key = key(target, object.path("metadata").path("name").asText());
    ObjectKey home = target.namespace().isEmpty() ? null : namespaceKey(target.namespace());
    if (options.isDryRun()) {
      checks.requireHome(store, target, home);
      boolean taken = store.get(key).isPresent();
      return quotas.admit(
          planned(target, key, none(), object),
          () -> taken ? Optional.empty() : Optional.of(object));
    }
    ObjectNode kept = EventForms.toCore(object).deepCopy();
    WriteOutcome outcome =
        quotas.admit(
            planned(target, key, none(), kept), () -> store.write(Write.create(key, kept, home)));
    return switch (outcome) {
      case WriteOutcome.Committed(var change) ->
          Optional.of(ObjectReads.present(target.kind(), change.object()));
      case WriteOutcome.Raced _ -> Optional.empty();
      case WriteOutcome.NoHome _ -> {
        checks.requireHome(store, target, home);
        yield Optional.empty();
      }
    };
  }

  private Optional<ObjectNode> replace(
      Target target, StoredObject seen, ObjectNode wanted, WriteOptions options) {
    ObjectNode next = prepared(target, seen, wanted, options);
    ObjectNode current = ObjectReads.present(target.kind(), seen);
    // Entries may be edited by hand: kubectl does so when it moves an object to server-side apply.
    boolean sameOwners =
        current.at("/metadata/managedFields").equals(next.at("/metadata/managedFields"));
    if (sameOwners && TreeEquality.sameButManagers(current, next)) {
      return Optional.of(current);
    }
    patcher.track(target.kind(), current, next, writer(target, options));
    return store(target, seen, next, options);
  }

  private ObjectNode prepared(
      Target target, StoredObject seen, ObjectNode wanted, WriteOptions options) {
    ObjectNode current = ObjectReads.present(target.kind(), seen);
    gate.complete(target, current, wanted, options);
    ObjectNode next = checks.prepare(target, current, wanted, options);
    gate.admit(target, current, next, options);
    return next;
  }

  /** Empty after a lost race. */
  private Optional<ObjectNode> store(
      Target target, StoredObject seen, ObjectNode next, WriteOptions options) {
    ObjectNode current = ObjectReads.present(target.kind(), seen);
    if (options.isDryRun() || TreeEquality.sameButTimes(current, next)) {
      return Optional.of(options.isDryRun() ? next : current);
    }
    ObjectNode kept = EventForms.toCore(next);
    Write write = Deletions.isFinished(kept) ? Write.remove(seen, kept) : Write.replace(seen, kept);
    // Only claims grow: other objects are charged for the same all their lives.
    boolean grows = target.kind().ref().equals(Kinds.PVC);
    WriteOutcome outcome =
        grows
            ? quotas.admit(planned(target, seen.key(), current, kept), () -> store.write(write))
            : store.write(write);
    return outcome instanceof WriteOutcome.Committed(var change)
        ? Optional.of(ObjectReads.present(target.kind(), change.object()))
        : Optional.empty();
  }

  private static Quotas.Planned planned(
      Target target, ObjectKey key, ObjectNode before, ObjectNode after) {
    return new Quotas.Planned(target.kind().ref(), key, before, after);
  }

  private StoredObject seen(Target target) {
    return store
        .get(key(target, target.name()))
        .orElseThrow(() -> ApiFailure.notFound(target.kind().ref(), target.name()));
  }

  private static void giveUpAfter(int attempt, Target target) {
    if (attempt >= ATTEMPTS) {
      throw WriteChecks.modified(target.kind(), target.name());
    }
  }

  private ObjectPatcher.Writer writer(Target target, WriteOptions options) {
    Instant now = clock.instant();
    return new ObjectPatcher.Writer(
        options.fieldManager(), target.part().subresource(), now, options.onConflict());
  }

  private static ObjectKey key(Target target, String name) {
    return ObjectReads.key(target.kind(), target.namespace(), name);
  }

  static ObjectKey namespaceKey(String namespace) {
    Bucket bucket = KindCatalog.bucket(Kinds.NAMESPACE);
    return new ObjectKey(bucket, "", namespace);
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
