package io.wherry.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Kubernetes API through the fabric8 client: its configuration, authentication, connections and
 * informers. Objects travel as JSON trees and never through generated classes, so unknown fields
 * survive.
 */
public final class FabricKubeApi implements KubeApi {
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String APPLY_PATCH = "application/apply-patch+yaml";
  private static final String JSON = "application/json";

  private final KubernetesClient client;
  private final Exchange exchange;

  private FabricKubeApi(Config config) {
    Config watched = new ConfigBuilder(config).withOnlyHttpWatches(true).build();
    this.client = new KubernetesClientBuilder().withConfig(watched).build();
    this.exchange = new Exchange(client);
  }

  /** For the cluster a kubeconfig text points to. Does not connect yet. */
  public static FabricKubeApi ofKubeconfig(String kubeconfig) {
    return new FabricKubeApi(Config.fromKubeconfig(kubeconfig));
  }

  /** For the cluster this process runs in, or the user's default context. Does not connect yet. */
  public static FabricKubeApi ofEnvironment() {
    return new FabricKubeApi(Config.autoConfigure(null));
  }

  @Override
  public Optional<Resource> get(ResourceKey key) {
    return exchange.find(path(key)).map(n -> new Resource((ObjectNode) n));
  }

  @Override
  public List<Resource> list(KindRef kind, Selection selection) {
    String query =
        selection.labels().isEmpty() ? "" : "?labelSelector=" + encode(labels(selection));
    JsonNode list =
        exchange.send(new Exchange.Call("GET", collection(kind, selection.namespace()) + query));
    List<Resource> result = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      ObjectNode tree = (ObjectNode) item;
      tree.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
      result.add(new Resource(tree));
    }
    return result;
  }

  @Override
  public Resource create(KindRef kind, Resource desired) {
    var call = new Exchange.Call("POST", collection(kind, desired.namespace()));
    return resource(exchange.send(call.with(JSON, desired.tree())));
  }

  @Override
  public Resource apply(KindRef kind, Resource desired, String fieldManager) {
    String query = "?force=true&fieldManager=" + encode(fieldManager);
    String path = path(new ResourceKey(kind, desired.namespace(), desired.name()));
    var call = new Exchange.Call("PATCH", path + query).with(APPLY_PATCH, desired.tree());
    return resource(exchange.send(call));
  }

  @Override
  public Resource patch(ResourceKey key, JsonNode mergePatch) {
    var call = new Exchange.Call("PATCH", path(key)).with(MERGE_PATCH, mergePatch);
    return resource(exchange.send(call));
  }

  @Override
  public Resource patchStatus(ResourceKey key, JsonNode mergePatch) {
    var call = new Exchange.Call("PATCH", path(key) + "/status").with(MERGE_PATCH, mergePatch);
    return resource(exchange.send(call));
  }

  @Override
  public void delete(ResourceKey key) {
    delete(key, deleteOptions());
  }

  @Override
  public void delete(ResourceKey key, String uid) {
    ObjectNode options = deleteOptions();
    options.putObject("preconditions").put("uid", uid);
    delete(key, options);
  }

  @Override
  public Following follow(KindRef kind, Selection selection, FollowListener listener) {
    return new InformerFollowing(client, kind, selection, listener);
  }

  @Override
  public List<String> podLogTail(String namespace, String pod, int lines) {
    String path = path(new ResourceKey(Kinds.POD, namespace, pod)) + "/log?tailLines=" + lines;
    try {
      return exchange.text(path).lines().toList();
    } catch (InvalidRequest | StaleWrite _) {
      return List.of(); // the container has not started, or the pod is gone
    }
  }

  @Override
  public void put(String apiPath, JsonNode body) {
    JsonNode _ = exchange.send(new Exchange.Call("PUT", apiPath).with(JSON, body));
  }

  /**
   * GET of any path of the server with the user's rights, for example the inventory's. Blocks.
   *
   * @param apiPath absolute and encoded
   */
  public JsonNode read(String apiPath) {
    return exchange.send(new Exchange.Call("GET", apiPath));
  }

  /**
   * POST to any path of the server, for subresources such as a pod's eviction. Blocks.
   *
   * @param apiPath absolute and encoded
   * @throws PeerUnavailable refused for now, as an eviction that a migration must precede
   */
  public void post(String apiPath, JsonNode body) {
    JsonNode _ = exchange.send(new Exchange.Call("POST", apiPath).with(JSON, body));
  }

  @Override
  public void close() {
    client.close();
  }

  private void delete(ResourceKey key, ObjectNode options) {
    // An object that is gone already is what the caller wants.
    boolean _ = exchange.sendIfPresent(new Exchange.Call("DELETE", path(key)).with(JSON, options));
  }

  private static ObjectNode deleteOptions() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("apiVersion", "v1")
        .put("kind", "DeleteOptions")
        .put("propagationPolicy", "Background");
  }

  private static Resource resource(JsonNode node) {
    return new Resource((ObjectNode) node);
  }

  private static String collection(KindRef kind, String namespace) {
    String root = kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/";
    String scope =
        kind.isNamespaced() && !namespace.isEmpty() ? "/namespaces/" + encode(namespace) : "";
    return root + kind.version() + scope + "/" + kind.plural();
  }

  private static String path(ResourceKey key) {
    return collection(key.kind(), key.namespace()) + "/" + encode(key.name());
  }

  private static String labels(Selection selection) {
    return selection.labels().entrySet().stream()
        .map(FabricKubeApi::equality)
        .collect(Collectors.joining(","));
  }

  private static String equality(Map.Entry<String, String> label) {
    return label.getKey() + "=" + label.getValue();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
