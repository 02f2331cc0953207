package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.RevisionGone;
import io.wherry.apiserver.store.Snapshot;
import io.wherry.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gets and lists. The trees returned are shared: never change them. */
public final class ObjectReads {
  /** Which state a list shows. */
  public record ListQuery(Selector selector, long limit, String continueToken, Freshness state) {}

  /**
   * Which state.
   *
   * @param exact the state at that very revision, instead of now
   * @param least the newest state, which must be this revision or a later one
   */
  public record Freshness(Optional<Long> exact, long least) {
    /** The state at the revision. */
    public static Freshness exactly(long revision) {
      return new Freshness(Optional.of(revision), 0);
    }

    /** The newest state; 0 when any will do. */
    public static Freshness atLeast(long revision) {
      return new Freshness(Optional.empty(), revision);
    }
  }

  private final ObjectStore store;

  public ObjectReads(ObjectStore store) {
    this.store = store;
  }

  /** The object in the kind's version. @throws ApiFailure 404 */
  public ObjectNode get(KindDefinition kind, String namespace, String name) {
    return present(kind, stored(kind, namespace, name));
  }

  /** As {@link #get}, with revision and key. */
  StoredObject stored(KindDefinition kind, String namespace, String name) {
    return store
        .get(key(kind, namespace, name))
        .orElseThrow(() -> ApiFailure.notFound(kind.ref(), name));
  }

  static ObjectKey key(KindDefinition kind, String namespace, String name) {
    return new ObjectKey(KindCatalog.bucket(kind.ref()), namespace, name);
  }

  /** The tree under the kind's apiVersion: versions differ in nothing else (conversion None). */
  public static ObjectNode present(KindDefinition kind, StoredObject object) {
    String apiVersion = kind.ref().apiVersion();
    if (object.tree().path("apiVersion").asText().equals(apiVersion)) {
      return object.tree();
    }
    if (EventForms.isConverted(kind.ref())) {
      return EventForms.toV1(object.tree());
    }
    return object.tree().deepCopy().put("apiVersion", apiVersion);
  }

  /** A page of objects in key order. @throws ApiFailure 410 when the page's state is forgotten */
  public ListPage list(KindDefinition kind, ListQuery query) {
    Bucket bucket = KindCatalog.bucket(kind.ref());
    Selector selector = query.selector();
    if (query.continueToken().isEmpty()) {
      requireReached(query.state().exact().orElse(query.state().least()));
      Optional<Long> exact = query.state().exact();
      Snapshot snapshot =
          exact.isPresent()
              ? exactly(bucket, selector.namespace(), exact.get())
              : store.list(bucket, selector.namespace());
      return page(kind, query, snapshot, Optional.empty());
    }
    ListPosition from = ListPosition.parse(query.continueToken());
    Snapshot snapshot = at(bucket, selector.namespace(), from);
    return page(
        kind, query, snapshot, Optional.of(new ObjectKey(bucket, from.namespace(), from.name())));
  }

  /** Reads here are never behind: a revision that is not there now belongs to another server. */
  private void requireReached(long revision) {
    long current = store.revision();
    if (revision > current) {
      throw ApiFailure.tooLargeRevision(revision, current);
    }
  }

  private Snapshot exactly(Bucket bucket, String namespace, long revision) {
    try {
      return store.listAt(bucket, namespace, revision);
    } catch (RevisionGone e) {
      throw ApiFailure.expired("The resourceVersion for the provided list is too old.");
    }
  }

  private Snapshot at(Bucket bucket, String namespace, ListPosition from) {
    if (from.isAboutNow()) {
      return store.list(bucket, namespace);
    }
    try {
      return store.listAt(bucket, namespace, from.revision());
    } catch (RevisionGone e) {
      throw ApiFailure.expiredPage(from.now().token());
    }
  }

  private static ListPage page(
      KindDefinition kind, ListQuery query, Snapshot snapshot, Optional<ObjectKey> after) {
    List<ObjectNode> items = new ArrayList<>();
    long limit = query.limit() > 0 ? query.limit() : Long.MAX_VALUE;
    Optional<ObjectKey> last = Optional.empty();
    long more = 0;
    for (StoredObject object : snapshot.objects()) {
      boolean behind = after.isEmpty() || object.key().compareTo(after.get()) > 0;
      if (!behind || !query.selector().matches(object.tree())) {
        continue;
      }
      if (items.size() < limit) {
        items.add(present(kind, object));
        last = Optional.of(object.key());
      } else {
        more++;
      }
    }
    String token = more == 0 ? "" : last.map(k -> position(snapshot, k).token()).orElse("");
    return new ListPage(snapshot.revision(), items, token, query.selector().chooses() ? 0 : more);
  }

  private static ListPosition position(Snapshot snapshot, ObjectKey last) {
    return new ListPosition(snapshot.revision(), last.namespace(), last.name());
  }
}
