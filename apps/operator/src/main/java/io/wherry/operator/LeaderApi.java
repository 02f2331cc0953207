package io.wherry.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.FollowListener;
import io.wherry.kube.Following;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.Cancelled;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API as the acting operator sees it: no write leaves once the lease is not held, and kinds
 * that a cluster may lack look as if there were no objects of them.
 */
final class LeaderApi implements KubeApi {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderApi.class);

  private final KubeApi api;
  private final BooleanSupplier leads;
  private final Set<KindRef> absent;

  LeaderApi(KubeApi api, BooleanSupplier leads, Set<KindRef> absent) {
    this.api = api;
    this.leads = leads;
    this.absent = Set.copyOf(absent);
  }

  @Override
  public Optional<Resource> get(ResourceKey key) {
    return absent.contains(key.kind()) ? Optional.empty() : api.get(key);
  }

  @Override
  public List<Resource> list(KindRef kind, Selection selection) {
    return absent.contains(kind) ? List.of() : api.list(kind, selection);
  }

  @Override
  public Resource create(KindRef kind, Resource desired) {
    return acting().create(kind, desired);
  }

  @Override
  public Resource apply(KindRef kind, Resource desired, String fieldManager) {
    return acting().apply(kind, desired, fieldManager);
  }

  @Override
  public Resource patch(ResourceKey key, JsonNode mergePatch) {
    return acting().patch(key, mergePatch);
  }

  @Override
  public Resource patchStatus(ResourceKey key, JsonNode mergePatch) {
    return acting().patchStatus(key, mergePatch);
  }

  @Override
  public void delete(ResourceKey key) {
    acting().delete(key);
  }

  @Override
  public void delete(ResourceKey key, String uid) {
    acting().delete(key, uid);
  }

  @Override
  public Following follow(KindRef kind, Selection selection, FollowListener listener) {
    if (absent.contains(kind)) {
      LOG.info("{} is not installed; restart the operator after installing it", kind);
      listener.synced();
      return new Nothing();
    }
    return api.follow(kind, selection, listener);
  }

  @Override
  public List<String> podLogTail(String namespace, String pod, int lines) {
    return api.podLogTail(namespace, pod, lines);
  }

  @Override
  public void put(String apiPath, JsonNode body) {
    acting().put(apiPath, body);
  }

  @Override
  public void close() {
    api.close();
  }

  private KubeApi acting() {
    if (!leads.getAsBoolean()) {
      throw new Cancelled("This operator does not hold the lease any more and changes nothing.");
    }
    return api;
  }

  /** A follow of a kind that does not exist. */
  private record Nothing() implements Following {
    @Override
    public boolean hasSynced() {
      return true;
    }

    @Override
    public Optional<Resource> get(String namespace, String name) {
      return Optional.empty();
    }

    @Override
    public List<Resource> list() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
