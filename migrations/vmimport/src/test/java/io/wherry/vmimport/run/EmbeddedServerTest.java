package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.apiserver.ApiServerSettings;
import io.wherry.apiserver.EmbeddedApiServer;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.steps.PlayedCluster;
import io.wherry.vmimport.steps.PlayedCluster.Fate;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the memory API cannot show: schemas, pruning and numbers of the real one. */
class EmbeddedServerTest {
  @TempDir Path directory;

  private EmbeddedApiServer apiServer;
  private PlayedServer server;

  @BeforeEach
  void start() {
    apiServer = new EmbeddedApiServer(ApiServerSettings.local(directory, 0, Clock.systemUTC()));
    apiServer.start();
    server =
        new PlayedServer(
            20, new PlayedCluster(_ -> FabricKubeApi.ofKubeconfig(apiServer.kubeconfig())));
  }

  @AfterEach
  void stop() {
    server.close();
    apiServer.close();
  }

  @Test
  void importsFailsCancelsAndDeletesOnTheRealApi() {
    server.cluster.fate(
        "convert",
        pod ->
            pod.labels().get("vmID").equals("b")
                ? new Fate.Failure("No root.", "Fix it.", false)
                : PlayedCluster.CONVERTED);
    server.plan("p", "a", "b");
    server.migrate("m", "p");
    server.until(() -> server.has("m", "Failed"));
    assertThat(server.names(Kinds.VM)).containsExactly("name-a");
    assertThat(server.vm("p", "b").at("/error/reasons/0").asText()).isEqualTo("No root. Fix it.");
    assertThat(server.vm("p", "a").at("/pipeline/1/tasks")).hasSize(2);
    assertThat(server.vm("p", "a").at("/pipeline/1/annotations/unit").asText()).isEqualTo("MB");
    assertThat(server.vm("p", "a").path("firmware").asText()).isEqualTo("uefi");
    assertThat(server.migration("m").at("status", "vms"))
        .isEqualTo(server.plan("p").at("status", "migration", "vms"));
    Resource claim = server.cluster.api.list(Kinds.PVC, Selection.in("apps")).getFirst();
    assertThat(claim.at("metadata", "ownerReferences").path(0).path("kind").asText())
        .isEqualTo("VirtualMachine");
    String version = server.plan("p").resourceVersion();
    server.idle(10);
    assertThat(server.plan("p").resourceVersion())
        .as("quiet when nothing happens")
        .isEqualTo(version);

    server.cluster.fate("copy", _ -> new Fate.Endless());
    server.migrate("m2", "p");
    server.until(() -> server.names(Kinds.POD).stream().anyMatch(n -> n.contains("-b-copy")));
    server.cluster.api.delete(new ResourceKey(Kinds.MIGRATION, "plans", "m2"));
    server.until(() -> VmStatus.has(server.vm("p", "b"), "Canceled"));
    assertThat(server.names(Kinds.VM)).containsExactly("name-a");
  }
}
