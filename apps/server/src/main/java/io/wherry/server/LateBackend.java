package io.wherry.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.PodLogSource;
import io.wherry.policy.RuleService;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the API server serves through other parts. Those need the API themselves, so they come a
 * moment after it; until then their paths answer 503.
 */
final class LateBackend implements PodLogSource, ApiExtension {
  private static final List<String> ROOTS =
      List.of(VmSubresources.ROOT, InventoryExtension.ROOT, ExportExtension.ROOT);

  private final List<ApiExtension> extensions = new CopyOnWriteArrayList<>();
  private volatile @Nullable PodLogSource logs;

  void serve(PodLogSource source, ApiExtension extension) {
    logs = source;
    extensions.add(extension);
  }

  void serve(ApiExtension extension) {
    extensions.add(extension);
  }

  @Override
  public boolean serves(String path) {
    return ROOTS.stream().anyMatch(r -> path.equals(r) || path.startsWith(r + "/"))
        || RuleService.serves(path)
        || PodStreams.PATH.matcher(path).matches();
  }

  /** {@inheritDoc} Exports have tokens of their own. */
  @Override
  public boolean isPublic(String path) {
    return path.startsWith(ExportExtension.ROOT + "/");
  }

  /** {@inheritDoc} Who may read a provider may read its inventory. */
  @Override
  public boolean authorizes(String path) {
    return path.equals(InventoryExtension.ROOT) || path.startsWith(InventoryExtension.ROOT + "/");
  }

  @Override
  public List<DiscoveryEntry> discovery() {
    return VmSubresources.DISCOVERY;
  }

  @Override
  public void handle(Call call, Reply reply) throws IOException {
    find(call.path()).handle(call, reply);
  }

  @Override
  public Optional<SocketSession> upgrade(Call call) {
    return find(call.path()).upgrade(call);
  }

  @Override
  public void copy(ObjectNode pod, Query query, OutputStream out) throws IOException {
    PodLogSource source = logs;
    if (source == null) {
      throw starting();
    }
    source.copy(pod, query, out);
  }

  private ApiExtension find(String path) {
    return extensions.stream()
        .filter(e -> e.serves(path))
        .findFirst()
        .orElseThrow(LateBackend::starting);
  }

  private static ApiFailure starting() {
    return ApiFailure.of(503, "ServiceUnavailable", "the server is starting; try again");
  }
}
