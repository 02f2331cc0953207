package io.wherry.node;

import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the logs of this node's pods are. */
public final class PodLogs {
  private final KubeApi api;
  private final NodeSettings settings;

  public PodLogs(KubeApi api, NodeSettings settings) {
    this.api = api;
    this.settings = settings;
  }

  /** The pod's log file, once its process has started. Blocks for one API call. */
  public Optional<Path> file(String namespace, String pod) {
    return home(namespace, pod).map(PodHome::log).filter(Files::exists);
  }

  /** True while the pod's process may still write. */
  public boolean isOpen(String namespace, String pod) {
    return home(namespace, pod).filter(h -> h.exitCode().isEmpty()).isPresent();
  }

  /** True while the pod is there and says that it runs. Blocks for one API call. */
  public boolean isRunning(String namespace, String pod) {
    return api.get(new ResourceKey(Kinds.POD, namespace, pod))
        .filter(p -> PodStatus.phase(p).equals("Running"))
        .isPresent();
  }

  private Optional<PodHome> home(String namespace, String pod) {
    return api.get(new ResourceKey(Kinds.POD, namespace, pod))
        .map(Resource::uid)
        .map(uid -> PodHome.of(settings.pods(), uid))
        .filter(PodHome::exists);
  }
}
