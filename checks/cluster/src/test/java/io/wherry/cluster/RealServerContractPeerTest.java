package io.wherry.cluster;

import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.testkit.KubeApiContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same contract that the fake and the embedded server keep, on a real kube-apiserver. */
@ExtendWith(RealCluster.Extension.class)
class RealServerContractPeerTest extends KubeApiContract {
  private static KubeApi api;

  @BeforeAll
  static void connect(RealCluster real) {
    api = FabricKubeApi.ofKubeconfig(real.kubeconfig());
  }

  @AfterAll
  static void disconnect() {
    if (api != null) {
      api.close();
    }
  }

  @Override
  protected KubeApi api() {
    return api;
  }
}
