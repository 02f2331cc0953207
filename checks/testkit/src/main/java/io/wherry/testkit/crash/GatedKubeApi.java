package io.wherry.testkit.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.FollowListener;
import io.wherry.kube.Following;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Optional;

/** A Kubernetes API behind a gate. */
public record GatedKubeApi(KubeApi api, Gate gate) implements KubeApi {
  @Override
  public Optional<Resource> get(ResourceKey key) {
    return gate.call("get " + key, () -> api.get(key));
  }

  @Override
  public List<Resource> list(KindRef kind, Selection selection) {
    return gate.call("list " + kind, () -> api.list(kind, selection));
  }

  @Override
  public Resource create(KindRef kind, Resource desired) {
    return gate.call("create " + desired, () -> api.create(kind, desired));
  }

  @Override
  public Resource apply(KindRef kind, Resource desired, String fieldManager) {
    return gate.call("apply " + desired, () -> api.apply(kind, desired, fieldManager));
  }

  @Override
  public Resource patch(ResourceKey key, JsonNode mergePatch) {
    return gate.call("patch " + key, () -> api.patch(key, mergePatch));
  }

  @Override
  public Resource patchStatus(ResourceKey key, JsonNode mergePatch) {
    return gate.call("patchStatus " + key, () -> api.patchStatus(key, mergePatch));
  }

  @Override
  public void delete(ResourceKey key) {
    gate.run("delete " + key, () -> api.delete(key));
  }

  @Override
  public void delete(ResourceKey key, String uid) {
    gate.run("delete " + key, () -> api.delete(key, uid));
  }

  @Override
  public Following follow(KindRef kind, Selection selection, FollowListener listener) {
    return gate.call("follow " + kind, () -> api.follow(kind, selection, listener));
  }

  @Override
  public List<String> podLogTail(String namespace, String pod, int lines) {
    return gate.call("log " + pod, () -> api.podLogTail(namespace, pod, lines));
  }

  @Override
  public void put(String apiPath, JsonNode body) {
    gate.run("put " + apiPath, () -> api.put(apiPath, body));
  }

  /** The API belongs to the scenario. */
  @Override
  public void close() {}
}
