package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.peers.Vcsim;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines of vcsim with a real disk behind each: imported, converted, and one of them booted. */
class VsphereE2eTest {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration IMPORT = Duration.ofMinutes(5);
  private static final Duration BOOT = Duration.ofMinutes(3);
  private static final int MACHINES = 10;

  @TempDir private Path folder;

  @BeforeEach
  void need() {
    Peers.need("qemu-system-x86_64");
    Peers.need("debugfs");
  }

  @Test
  void aPlanOfTenMachinesArrivesAndOneOfThemBoots() throws Exception {
    Path disk = Scenario.rawDisk(folder, "vmw");
    try (Vcsim vcsim =
            Vcsim.start("-vms", "5", "-hosts", "1", "-memory-mb", "256", "-disk", "*=" + disk);
        ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      Scenario.apply(server.api(), "examples/vsphere", tree -> change(tree, vcsim));
      await().atMost(READY).until(() -> Scenario.has(provider(server.api()), "Ready"));
      assertThat(provider(server.api()).orElseThrow().at("status", "fingerprint").asText())
          .isEqualTo(vcsim.thumbprint());
      await().atMost(IMPORT).until(() -> isOver(server.api()));
      assertThat(plan(server.api()).orElseThrow().at("status", "migration").toPrettyString())
          .contains("\"Succeeded\"")
          .doesNotContain("\"Failed\"");
      assertThat(server.api().list(Kinds.VM, Selection.ALL)).hasSize(MACHINES);
      await()
          .atMost(BOOT)
          .until(() ->
              Scenario.console(server.api()).stream()
                  .anyMatch(l -> l.contains("WHERRY-READY") && l.contains("payload=ok")));
      assertThat(Scenario.console(server.api())).anyMatch(l -> l.contains("drv=virtio_blk"));
    }
  }

  private static Optional<Resource> provider(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PROVIDER, Scenario.NS, "vcenter"));
  }

  private static Optional<Resource> plan(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PLAN, Scenario.NS, "web"));
  }

  private static boolean isOver(KubeApi api) {
    Optional<Resource> plan = plan(api);
    return Scenario.has(plan, "Succeeded") || Scenario.has(plan, "Failed");
  }

  private static void change(ObjectNode tree, Vcsim vcsim) {
    switch (tree.path("kind").asText()) {
      case "Secret" ->
          ((ObjectNode) tree.get("stringData"))
              .put("url", vcsim.url())
              .put("user", Vcsim.USER)
              .put("password", Vcsim.PASSWORD)
              .put("ca.crt", vcsim.certificate());
      case "Provider" -> ((ObjectNode) tree.get("spec")).put("url", vcsim.url());
      case "NetworkMap" -> ((ObjectNode) tree.at("/spec/map/0/source")).put("name", "DC0_DVPG0");
      case "StorageMap" -> ((ObjectNode) tree.at("/spec/map/0/source")).put("name", "LocalDS_0");
      case "Plan" -> machines((ObjectNode) tree.get("spec"));
      default -> {
        // as in the file
      }
    }
  }

  /** Only the first one runs afterwards: this machine is small. */
  private static void machines(ObjectNode spec) {
    spec.put("targetPowerState", "off");
    ArrayNode vms = spec.putArray("vms");
    for (int i = 0; i < MACHINES / 2; i++) {
      vms.addObject().put("name", "DC0_H0_VM" + i);
      vms.addObject().put("name", "DC0_C0_RP0_VM" + i);
    }
    ((ObjectNode) vms.get(0)).put("targetPowerState", "on");
  }
}
