package io.wherry.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Optional;

/**
 * The Kubernetes API. The only way controllers touch the world. All calls may block and throw:
 * {@link io.wherry.problems.PeerUnavailable} (server away, 5xx, timeout), {@link
 * io.wherry.problems.PeerRefused} (401, 403, quota), {@link io.wherry.problems.InvalidRequest}
 * (400, 422), {@link io.wherry.problems.StaleWrite} (409 and 412). Safe for use by several threads.
 */
public interface KubeApi extends AutoCloseable {
  Optional<Resource> get(ResourceKey key);

  List<Resource> list(KindRef kind, Selection selection);

  /**
   * Creates the object; {@code metadata.generateName} is honoured.
   *
   * @throws io.wherry.problems.StaleWrite an object of that name exists
   */
  Resource create(KindRef kind, Resource desired);

  /** Server-side apply with force: the fields given become ours. Creates the object if missing. */
  Resource apply(KindRef kind, Resource desired, String fieldManager);

  /**
   * JSON merge patch (RFC 7386). With {@code metadata.resourceVersion} in the patch it is
   * conditional. Throws InvalidRequest with "not found" when the object is gone.
   */
  Resource patch(ResourceKey key, JsonNode mergePatch);

  /** As {@link #patch} on the status subresource. */
  Resource patchStatus(ResourceKey key, JsonNode mergePatch);

  /** Background deletion; a missing object is fine. */
  void delete(ResourceKey key);

  /**
   * Deletes only the object with this uid.
   *
   * @throws io.wherry.problems.StaleWrite another object of that name exists now
   */
  void delete(ResourceKey key, String uid);

  /**
   * Follows objects: every present one is reported, then changes, for ever; reconnects and re-lists
   * by itself. Callbacks come from one thread at a time and must not block for long.
   */
  Following follow(KindRef kind, Selection selection, FollowListener listener);

  /** The end of a pod's log, at most this many lines. Empty when there is no log yet. */
  List<String> podLogTail(String namespace, String pod, int lines);

  /**
   * PUT on a subresource without reading an answer body, for example {@code
   * subresources.kubevirt.io/v1 … /start}.
   *
   * @param apiPath absolute path, for example {@code /apis/subresources.kubevirt.io/v1/…/stop}
   */
  void put(String apiPath, JsonNode body);

  @Override
  void close();
}
