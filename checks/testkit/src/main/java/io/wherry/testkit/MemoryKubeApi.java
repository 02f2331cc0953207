package io.wherry.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FollowListener;
import io.wherry.kube.Following;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A strict Kubernetes API in memory: resource versions, conditional writes, a separate status,
 * finalizers, owner references and asynchronous watches. Stricter than the real one where that
 * finds mistakes: an owner must exist, a namespaced object needs a namespace.
 */
public final class MemoryKubeApi implements KubeApi {
  // Counted, so that names that derive from uids are the same in every run of a test.
  private static final long UIDS = 0x77686572_72794001L;

  private final Map<ResourceKey, ObjectNode> objects = new HashMap<>();
  private final Map<String, Map<String, JsonNode>> applied = new HashMap<>();
  private final Map<String, List<String>> logs = new HashMap<>();
  private final List<String> puts = new ArrayList<>();
  private final List<MemoryFollowing> followers = new ArrayList<>();
  private final Clock clock;
  private long version = 100;
  private long uids;

  public MemoryKubeApi(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Optional<Resource> get(ResourceKey key) {
    return Optional.ofNullable(objects.get(key)).map(t -> new Resource(t.deepCopy()));
  }

  @Override
  public synchronized List<Resource> list(KindRef kind, Selection selection) {
    return new TreeMap<>(
            objects.entrySet().stream()
                .filter(e -> e.getKey().kind().equals(kind))
                .filter(e -> matches(e.getKey(), e.getValue(), selection))
                .collect(
                    java.util.stream.Collectors.toMap(
                        e -> e.getKey().namespace() + "/" + e.getKey().name(),
                        e -> new Resource(e.getValue().deepCopy()))))
        .values().stream().toList();
  }

  @Override
  public synchronized Resource create(KindRef kind, Resource desired) {
    ObjectNode tree = desired.mutableCopy();
    ObjectNode metadata = (ObjectNode) tree.get("metadata");
    if (desired.name().isEmpty()) {
      String prefix = desired.need("metadata", "generateName");
      metadata.put("name", prefix + Long.toString(version * 7919 % 60466176, 36));
    }
    ResourceKey key = keyOf(kind, new Resource(tree));
    if (objects.containsKey(key)) {
      throw new StaleWrite(key + " already exists.");
    }
    checkOwners(tree, key);
    metadata.put("uid", new UUID(UIDS, ++uids).toString()).put("generation", 1);
    metadata.put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    tree.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    store(key, tree);
    return new Resource(tree.deepCopy());
  }

  @Override
  public synchronized Resource apply(KindRef kind, Resource desired, String fieldManager) {
    ResourceKey key = keyOf(kind, desired);
    Map<String, JsonNode> byManager = applied.computeIfAbsent(key.toString(), _ -> new HashMap<>());
    JsonNode before = byManager.put(fieldManager, desired.mutableCopy());
    ObjectNode present = objects.get(key);
    if (present == null) {
      return create(kind, desired);
    }
    ObjectNode next = present.deepCopy();
    if (before != null) {
      Trees.removeAbsent(next, before, desired.tree());
    }
    Trees.merge(next, desired.tree());
    return update(key, present, next);
  }

  @Override
  public synchronized Resource patch(ResourceKey key, JsonNode mergePatch) {
    ObjectNode present = present(key, mergePatch);
    ObjectNode next = present.deepCopy();
    Trees.mergePatch(next, hasPlainStatus(key) ? mergePatch : withoutStatus(mergePatch));
    return update(key, present, next);
  }

  @Override
  public synchronized Resource patchStatus(ResourceKey key, JsonNode mergePatch) {
    if (hasPlainStatus(key)) {
      throw new InvalidRequest(key + " has no subresource status.");
    }
    ObjectNode present = present(key, mergePatch);
    ObjectNode next = present.deepCopy();
    ObjectNode only = next.objectNode();
    only.set("status", mergePatch.path("status"));
    Trees.mergePatch(next, only);
    return update(key, present, next);
  }

  @Override
  public synchronized void delete(ResourceKey key) {
    ObjectNode tree = objects.get(key);
    if (tree != null) {
      ObjectNode next = tree.deepCopy();
      if (next.at("/metadata/finalizers").isEmpty()) {
        remove(key);
      } else if (next.at("/metadata/deletionTimestamp").isMissingNode()) {
        ((ObjectNode) next.get("metadata")).put("deletionTimestamp", clock.instant().toString());
        store(key, next);
      }
    }
  }

  @Override
  public synchronized void delete(ResourceKey key, String uid) {
    ObjectNode tree = objects.get(key);
    if (tree != null && !tree.at("/metadata/uid").asText().equals(uid)) {
      throw new StaleWrite(key + " is another object now.");
    }
    delete(key);
  }

  @Override
  public synchronized Following follow(KindRef kind, Selection selection, FollowListener listener) {
    var following = new MemoryFollowing(kind, selection, listener, followers::remove);
    list(kind, selection).forEach(following::offerSeen);
    following.offerSynced();
    followers.add(following);
    return following;
  }

  @Override
  public synchronized List<String> podLogTail(String namespace, String pod, int lines) {
    List<String> all = logs.getOrDefault(namespace + "/" + pod, List.of());
    return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  @Override
  public synchronized void put(String apiPath, JsonNode body) {
    puts.add(apiPath);
  }

  /** Lets the test play a pod that logs. */
  public synchronized void appendLog(String namespace, String pod, String line) {
    logs.computeIfAbsent(namespace + "/" + pod, _ -> new ArrayList<>()).add(line);
  }

  /** Paths of all {@link #put} calls so far. */
  public synchronized List<String> puts() {
    return List.copyOf(puts);
  }

  /** Number of objects of the kind. */
  public synchronized int count(KindRef kind) {
    return list(kind, Selection.ALL).size();
  }

  @Override
  public synchronized void close() {
    List.copyOf(followers).forEach(MemoryFollowing::close);
  }

  private Resource update(ResourceKey key, ObjectNode present, ObjectNode next) {
    ObjectNode metadata = (ObjectNode) next.get("metadata");
    ObjectNode old = (ObjectNode) present.get("metadata");
    for (String fixed : List.of("uid", "creationTimestamp", "resourceVersion", "generation")) {
      metadata.set(fixed, old.get(fixed));
    }
    if (next.equals(present)) {
      return new Resource(next);
    }
    if (!next.at("/metadata/ownerReferences").equals(present.at("/metadata/ownerReferences"))) {
      checkOwners(next, key);
    }
    if (!next.path("spec").equals(present.path("spec"))) {
      metadata.put("generation", old.path("generation").asLong() + 1);
    }
    if (metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty()) {
      remove(key);
    } else {
      store(key, next);
    }
    return new Resource(next.deepCopy());
  }

  private void store(ResourceKey key, ObjectNode tree) {
    ((ObjectNode) tree.get("metadata")).put("resourceVersion", Long.toString(++version));
    objects.put(key, tree.deepCopy());
    Resource seen = new Resource(tree.deepCopy());
    followers.stream().filter(f -> follows(f, key, tree)).forEach(f -> f.offerSeen(seen));
  }

  private void remove(ResourceKey key) {
    ObjectNode tree = objects.remove(key);
    if (tree == null) {
      return;
    }
    applied.remove(key.toString());
    version++;
    Resource gone = new Resource(tree);
    followers.stream().filter(f -> follows(f, key, tree)).forEach(f -> f.offerGone(gone));
    String uid = tree.at("/metadata/uid").asText();
    List.copyOf(objects.entrySet()).stream()
        .filter(e -> Trees.ownedBy(e.getValue(), uid))
        .forEach(e -> delete(e.getKey()));
  }

  private ObjectNode present(ResourceKey key, JsonNode patch) {
    ObjectNode present = objects.get(key);
    if (present == null) {
      throw new InvalidRequest(key + " not found.");
    }
    JsonNode wanted = patch.at("/metadata/resourceVersion");
    if (!wanted.isMissingNode()
        && !wanted.asText().equals(present.at("/metadata/resourceVersion").asText())) {
      throw new StaleWrite(key + " has changed meanwhile.");
    }
    return present;
  }

  private void checkOwners(ObjectNode tree, ResourceKey key) {
    for (JsonNode owner : tree.at("/metadata/ownerReferences")) {
      String uid = owner.path("uid").asText();
      boolean known =
          objects.values().stream().anyMatch(o -> o.at("/metadata/uid").asText().equals(uid));
      if (!known) {
        throw new InvalidRequest(key + " names an owner that does not exist: " + owner);
      }
    }
  }

  private static ResourceKey keyOf(KindRef kind, Resource r) {
    if (kind.isNamespaced() == r.namespace().isEmpty()) {
      throw new InvalidRequest(r + ": namespace does not fit the scope of " + kind);
    }
    if (!r.name().matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?") || r.name().length() > 253) {
      throw new InvalidRequest(r + ": invalid name");
    }
    return new ResourceKey(kind, r.namespace(), r.name());
  }

  // Kinds of this group have no status subresource.
  private static boolean hasPlainStatus(ResourceKey key) {
    return key.kind().group().equals("migration.openshift.io");
  }

  private static JsonNode withoutStatus(JsonNode patch) {
    ObjectNode copy = patch.deepCopy();
    copy.remove("status");
    return copy;
  }

  private static boolean follows(MemoryFollowing f, ResourceKey key, ObjectNode tree) {
    return f.kind().equals(key.kind()) && matches(key, tree, f.selection());
  }

  private static boolean matches(ResourceKey key, ObjectNode tree, Selection selection) {
    Iterator<Map.Entry<String, String>> wanted = selection.labels().entrySet().iterator();
    boolean all = selection.namespace().isEmpty() || selection.namespace().equals(key.namespace());
    while (all && wanted.hasNext()) {
      var e = wanted.next();
      all = tree.at("/metadata/labels").path(e.getKey()).asText("\0").equals(e.getValue());
    }
    return all;
  }
}
