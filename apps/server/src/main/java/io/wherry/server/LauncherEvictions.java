package io.wherry.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.EvictionGuard;
import io.wherry.kube.KubeApi;
import io.wherry.livemove.Evacuation;
import io.wherry.resources.Resource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evictions of launchers move machines instead of ending them, as KubeVirt's webhook has it. Needs
 * the API itself; until that is there, evictions of launchers are to be tried again.
 */
final class LauncherEvictions implements EvictionGuard {
  private volatile @Nullable KubeApi api;

  void serve(KubeApi served) {
    api = served;
  }

  @Override
  public void admit(ObjectNode tree, ObjectNode eviction, Weight weight) {
    Resource pod = new Resource(tree);
    if (!pod.label("kubevirt.io").equals(Optional.of("virt-launcher"))) {
      return;
    }
    KubeApi now = api;
    if (now == null) {
      throw ApiFailure.of(503, "ServiceUnavailable", "the server is starting; try again");
    }
    Evacuation evacuation = new Evacuation(now);
    Optional<String> objection = evacuation.objection(pod);
    if (objection.isEmpty()) {
      return;
    }
    if (weight == Weight.REAL) {
      evacuation.mark(pod, new Resource(eviction).annotation("requested-by").orElse(""));
    }
    throw ApiFailure.of(
        429,
        "TooManyRequests",
        "admission webhook \"virt-launcher-eviction-interceptor.kubevirt.io\" denied the request: "
            + objection.get());
  }
}
