package io.wherry.cluster;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wherry.apiserver.ApiServerSettings;
import io.wherry.apiserver.EmbeddedApiServer;
import io.wherry.apiserver.PodLogSource;
import io.wherry.control.ControllerRuntime;
import io.wherry.kube.FabricKubeApi;
import io.wherry.workloads.WorkloadControllers;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The embedded API server with the controllers that a cluster has too, and without a node, as the
 * real one here.
 */
final class Embedded implements AutoCloseable {
  private final EmbeddedApiServer server;
  private final FabricKubeApi api;
  private final ControllerRuntime runtime;

  private Embedded(Path directory, PodLogSource logs) {
    Clock clock = Clock.systemUTC();
    server = new EmbeddedApiServer(ApiServerSettings.local(directory, 0, clock).withLogs(logs));
    server.start();
    api = FabricKubeApi.ofKubeconfig(server.kubeconfig());
    runtime = new ControllerRuntime(api, clock, new SimpleMeterRegistry());
    runtime.start(WorkloadControllers.specs(api, clock));
  }

  static Embedded start(Path directory) {
    PodLogSource none =
        (_, _, _) -> {
          throw io.wherry.apiserver.ApiFailure.badRequest("no node runs here");
        };
    return new Embedded(directory, none);
  }

  String kubeconfig() {
    return server.kubeconfig();
  }

  FabricKubeApi api() {
    return api;
  }

  @Override
  public void close() {
    runtime.close();
    api.close();
    server.close();
  }
}
