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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine of one standalone server is imported by another one, and booted there. */
class OpenshiftE2eTest {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration IMPORT = Duration.ofMinutes(3);
  private static final Duration BOOT = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @BeforeEach
  void need() {
    Peers.need("qemu-system-x86_64");
  }

  @Test
  void aMachineMovesFromOneServerToAnother() throws Exception {
    Path raw = Scenario.rawDisk(folder, "generic");
    try (OtherServer other = OtherServer.start(folder.resolve("a"));
        ServerProcess server = ServerProcess.start(folder.resolve("b"))) {
      other.claim("web-root", Files.size(raw));
      await().atMost(READY).until(() -> other.isBound("web-root"));
      other.fill(raw);
      other.machine("web-1", "web-root");
      Scenario.apply(server.api(), "examples/openshift", tree -> change(tree, other));
      await().atMost(READY).until(() -> Scenario.has(provider(server.api()), "Ready"));
      await().atMost(IMPORT).until(() -> isOver(server.api()));
      assertThat(plan(server.api()).orElseThrow().at("status", "migration").toPrettyString())
          .contains("\"Succeeded\"")
          .doesNotContain("\"Failed\"");
      Resource made = server.api().list(Kinds.VM, Selection.ALL).getFirst();
      JsonNode spec = made.at("spec", "template", "spec");
      assertThat(spec.path("terminationGracePeriodSeconds").asInt()).isEqualTo(7);
      assertThat(spec.at("/domain/devices/disks/0/serial").asText()).isEqualTo("S-1");
      assertThat(spec.at("/domain/devices/interfaces/0/macAddress").asText())
          .isEqualTo("02:00:00:00:00:07");
      assertThat(other.process().api().list(Kinds.EXPORT, Selection.ALL)).isEmpty();
      await()
          .atMost(BOOT)
          .until(() ->
              Scenario.console(server.api()).stream()
                  .anyMatch(l -> l.contains("WHERRY-READY") && l.contains("payload=ok")));
    }
  }

  private static Optional<Resource> provider(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PROVIDER, Scenario.NS, "other"));
  }

  private static Optional<Resource> plan(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PLAN, Scenario.NS, "other"));
  }

  private static boolean isOver(KubeApi api) {
    Optional<Resource> plan = plan(api);
    return Scenario.has(plan, "Succeeded") || Scenario.has(plan, "Failed");
  }

  private static void change(ObjectNode tree, OtherServer other) {
    try {
      switch (tree.path("kind").asText()) {
        case "Secret" ->
            ((ObjectNode) tree.get("stringData"))
                .put("url", other.url())
                .put("token", other.token())
                .put("ca.crt", other.authority());
        case "Provider" -> ((ObjectNode) tree.get("spec")).put("url", other.url());
        case "Plan" -> ((ObjectNode) tree.get("spec")).put("targetPowerState", "on");
        default -> {
          // as in the file
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
