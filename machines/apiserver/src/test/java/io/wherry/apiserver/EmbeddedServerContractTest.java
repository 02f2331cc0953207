package io.wherry.apiserver;

import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.testkit.KubeApiContract;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the Kubernetes API, over the real HTTPS port and the fabric8 client. */
class EmbeddedServerContractTest extends KubeApiContract {
  @TempDir static Path directory;

  private static EmbeddedApiServer server;
  private static KubeApi api;

  @BeforeAll
  static void start() {
    server = new EmbeddedApiServer(ApiServerSettings.local(directory, 0, Clock.systemUTC()));
    server.start();
    api = FabricKubeApi.ofKubeconfig(server.kubeconfig());
  }

  @AfterAll
  static void stop() {
    api.close();
    server.close();
  }

  @Override
  protected KubeApi api() {
    return api;
  }
}
