package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.ovirt.OvirtDouble;
import io.wherry.testkit.ovirt.OvirtEstate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine of an engine, on at first, with a real disk: imported by the examples, and booted. */
class OvirtE2eTest {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration IMPORT = Duration.ofMinutes(3);
  private static final Duration BOOT = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @BeforeEach
  void need() {
    Peers.need("qemu-system-x86_64");
  }

  @Test
  void aMachineIsShutDownCopiedAndBoots() throws Exception {
    OvirtEstate estate = new OvirtEstate();
    String vm = estate.machine("web-1", Scenario.rawDisk(folder, "generic"));
    String disk = estate.diskOf(vm);
    estate.change("vms", vm, OvirtE2eTest::onWithScsi);
    try (OvirtDouble engine = OvirtDouble.start(estate);
        ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      Scenario.apply(server.api(), "examples/ovirt", tree -> change(tree, engine));
      await().atMost(READY).until(() -> Scenario.has(provider(server.api()), "Ready"));
      long before = plan(server.api()).orElseThrow().generation();
      Scenario.apply(server.api(), "examples/ovirt", tree -> change(tree, engine));
      assertThat(plan(server.api()).orElseThrow().generation()).isEqualTo(before);
      assertThat(provider(server.api()).orElseThrow().generation()).isEqualTo(1);
      assertThat(provider(server.api()).orElseThrow().at("status", "fingerprint").asText())
          .isEqualTo(engine.thumbprint());
      await().atMost(IMPORT).until(() -> isOver(server.api()));
      assertThat(plan(server.api()).orElseThrow().at("status", "migration").toPrettyString())
          .contains("\"Succeeded\"")
          .doesNotContain("\"Failed\"");
      assertThat(estate.status("vms", vm)).isEqualTo("down");
      assertThat(estate.status("disks", disk)).isEqualTo("ok");
      assertThat(engine.transferPhases()).containsOnly("finished_success");
      Resource made = server.api().list(Kinds.VM, Selection.ALL).getFirst();
      JsonNode domain = made.at("spec", "template", "spec", "domain");
      assertThat(domain.at("/firmware/uuid").asText()).isEqualTo(vm);
      assertThat(domain.at("/devices/disks/0/disk/bus").asText()).isEqualTo("scsi");
      assertThat(domain.at("/devices/interfaces/0/macAddress").asText()).startsWith("56:6f:");
      await()
          .atMost(BOOT)
          .until(() ->
              Scenario.console(server.api()).stream()
                  .anyMatch(l -> l.contains("WHERRY-READY") && l.contains("payload=ok")));
    }
  }

  private static void onWithScsi(ObjectNode vm) {
    vm.put("status", "up");
    ((ObjectNode) vm.at("/disk_attachments/disk_attachment/0")).put("interface", "virtio_scsi");
  }

  private static Optional<Resource> provider(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PROVIDER, Scenario.NS, "rhv"));
  }

  private static Optional<Resource> plan(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PLAN, Scenario.NS, "rhv"));
  }

  private static boolean isOver(KubeApi api) {
    Optional<Resource> plan = plan(api);
    return Scenario.has(plan, "Succeeded") || Scenario.has(plan, "Failed");
  }

  private static void change(ObjectNode tree, OvirtDouble engine) {
    switch (tree.path("kind").asText()) {
      case "Secret" ->
          ((ObjectNode) tree.get("stringData"))
              .put("url", engine.url())
              .put("user", OvirtDouble.USER)
              .put("password", OvirtDouble.PASSWORD)
              .put("ca.crt", engine.pem());
      case "Provider" -> ((ObjectNode) tree.get("spec")).put("url", engine.url());
      default -> {
        // as in the file
      }
    }
  }
}
