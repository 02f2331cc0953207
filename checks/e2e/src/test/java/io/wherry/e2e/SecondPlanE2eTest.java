package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second plan beside the first, another storage class, QEMU killed, everything deleted. */
class SecondPlanE2eTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @BeforeEach
  void need() {
    Peers.need("qemu-system-x86_64");
    Peers.need("qemu-nbd");
  }

  @Test
  void aSecondPlanGoesToQcow2AndItsMachineSurvivesAKilledQemu() throws Exception {
    Path appliance = Scenario.appliance();
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      KubeApi api = server.api();
      Scenario.apply(
          api,
          appliance.getParent(),
          plan -> ((ObjectNode) plan.get("spec")).put("targetPowerState", "off"));
      second(api);
      await().atMost(PATIENCE).until(() -> Scenario.has(Scenario.plan(api), "Succeeded"));
      await().atMost(PATIENCE).until(() -> Scenario.has(plan(api), "Succeeded"));
      assertThat(api.list(Kinds.VM, Selection.ALL))
          .extracting(Resource::name)
          .containsExactlyInAnyOrder("wherry-mini", "second-vm");
      assertThat(formats(api)).containsExactlyInAnyOrder("raw", "qcow2");
      await().atMost(PATIENCE).until(() -> booted(api));
      killedQemuIsStartedAgain(server);
      everythingCanBeDeleted(server);
    }
  }

  private static Optional<Resource> plan(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PLAN, Scenario.NS, "second"));
  }

  private static boolean booted(KubeApi api) {
    return Scenario.console(api).stream().anyMatch(l -> l.contains("payload=ok"));
  }

  private static List<String> formats(KubeApi api) {
    return api.list(Kinds.PV, Selection.ALL).stream()
        .map(v -> v.annotation("wherry.io/disk-format").orElse(""))
        .toList();
  }

  /** The first plan's objects under another name, with another storage class and target. */
  private static void second(KubeApi api) {
    for (var kind : List.of(Kinds.STORAGE_MAP, Kinds.PLAN, Kinds.MIGRATION)) {
      Resource first = api.get(new ResourceKey(kind, Scenario.NS, "wherry-mini")).orElseThrow();
      Resource copy = Resource.of(kind, Scenario.NS, "second");
      ObjectNode spec = (ObjectNode) first.at("spec").deepCopy();
      copy.tree().set("spec", spec);
      if (kind.equals(Kinds.STORAGE_MAP)) {
        ((ObjectNode) spec.at("/map/0/destination")).put("storageClass", "local-qcow2");
      } else if (kind.equals(Kinds.PLAN)) {
        ((ObjectNode) spec.at("/map/storage")).put("name", "second");
        ((ObjectNode) spec.at("/vms/0")).put("targetName", "second-vm");
        spec.put("targetPowerState", "on");
      } else {
        ((ObjectNode) spec.get("plan")).put("name", "second");
      }
      Resource _ = api.create(kind, copy);
    }
  }

  private static void killedQemuIsStartedAgain(ServerProcess server) throws IOException {
    String before = instance(server.api());
    try (Stream<Path> pids =
        Files.find(server.data().resolve("vms"), 2, (p, _) -> p.endsWith("pid"))) {
      Path pid = pids.findFirst().orElseThrow();
      ProcessHandle qemu =
          ProcessHandle.of(Long.parseLong(Files.readString(pid).trim())).orElseThrow();
      assertThat(qemu.info().commandLine().orElse("")).contains(server.data().toString());
      qemu.destroyForcibly();
    }
    await()
        .atMost(PATIENCE)
        .until(() -> !instance(server.api()).equals(before) && booted(server.api()));
    assertThat(Scenario.console(server.api())).anyMatch(l -> l.contains("boots=2 "));
  }

  private static String instance(KubeApi api) {
    return api.list(Kinds.VMI, Selection.ALL).stream().map(Resource::uid).findFirst().orElse("");
  }

  private static void everythingCanBeDeleted(ServerProcess server) throws IOException {
    KubeApi api = server.api();
    ResourceKey namespace = new ResourceKey(Kinds.NAMESPACE, "", Scenario.NS);
    api.delete(namespace);
    await().atMost(PATIENCE).until(() -> api.get(namespace).isEmpty());
    await().atMost(PATIENCE).until(() -> api.list(Kinds.PV, Selection.ALL).isEmpty());
    for (String place : List.of("volumes", "pods", "vms")) {
      try (Stream<Path> left = Files.list(server.data().resolve(place))) {
        assertThat(left).as(place).isEmpty();
      }
    }
  }
}
