package io.wherry.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.apiserver.ApiServerSettings;
import io.wherry.apiserver.EmbeddedApiServer;
import io.wherry.control.ConditionList;
import io.wherry.control.Conditions;
import io.wherry.kube.FabricKubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterControllerTest {
  @TempDir Path directory;

  @Test
  void theHostIsReadyAndAnotherClusterIsNot() {
    try (EmbeddedApiServer server =
        new EmbeddedApiServer(ApiServerSettings.local(directory, 0, Clock.systemUTC()))) {
      server.start();
      try (FabricKubeApi api = FabricKubeApi.ofKubeconfig(server.kubeconfig())) {
        HostCluster.ensure(api);
        HostCluster.ensure(api);
        Resource other = Resource.of(Kinds.MIG_CLUSTER, HostCluster.NAMESPACE, "other");
        other
            .tree()
            .putObject("spec")
            .put("isHostCluster", false)
            .put("url", "https://far.example");
        Resource _ = api.create(Kinds.MIG_CLUSTER, other);
        Resource host = judged(api, "host");
        assertThat(ConditionList.isTrue(host, "Ready")).isTrue();
        assertThat(host.need("status", "observedDigest")).hasSize(64);
        Resource far = judged(api, "other");
        assertThat(ConditionList.isTrue(far, "Ready")).isFalse();
        assertThat(Conditions.has(far.at("status", "conditions"), "NotSupported")).isTrue();
        assertThat(judged(api, "other").resourceVersion())
            .as("nothing new, nothing written")
            .isEqualTo(far.resourceVersion());
      }
    }
  }

  private static Resource judged(FabricKubeApi api, String name) {
    ResourceKey key = new ResourceKey(Kinds.MIG_CLUSTER, HostCluster.NAMESPACE, name);
    new ClusterController(api, Clock.systemUTC()).reconcile(key);
    return api.get(key).orElseThrow();
  }
}
