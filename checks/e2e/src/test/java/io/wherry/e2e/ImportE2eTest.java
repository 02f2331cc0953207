package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, with the server killed on the way. */
class ImportE2eTest {
  private static final Duration IMPORT = Duration.ofMinutes(3);
  private static final Duration BOOT = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @BeforeEach
  void need() {
    Peers.need("qemu-system-x86_64");
    Peers.need("debugfs");
  }

  @Test
  void theServerIsKilledAgainAndAgainAndTheGuestComesUp() throws Exception {
    Path appliance = Scenario.appliance();
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      Scenario.apply(server.api(), appliance.getParent(), plan -> {});
      Random random = new Random();
      long seed = random.nextLong();
      System.out.println("kill moments by seed " + seed);
      random.setSeed(seed);
      for (int i = 0; i < 4; i++) {
        Duration moment = Duration.ofMillis(300 + random.nextInt(3000));
        await().pollDelay(moment).atMost(moment.plusSeconds(1)).until(() -> true);
        server.kill();
        server.startAgain();
      }
      await().atMost(IMPORT).until(() -> Scenario.has(Scenario.plan(server.api()), "Succeeded"));
      await()
          .atMost(BOOT)
          .until(() ->
              Scenario.console(server.api()).stream()
                  .anyMatch(l -> l.contains("WHERRY-READY") && l.contains("payload=ok")));
      assertThat(Scenario.console(server.api()))
          .anyMatch(l -> l.contains("drv=virtio_blk") && l.contains("boots=1 "));
      assertThat(server.api().list(Kinds.VM, Selection.ALL)).hasSize(1);
      assertThat(server.api().list(Kinds.PVC, Selection.ALL)).hasSize(1);
      killedOnceMoreTheGuestKeepsRunning(server);
    }
  }

  private static void killedOnceMoreTheGuestKeepsRunning(ServerProcess server) throws Exception {
    String before = uid(server);
    server.kill();
    server.startAgain();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            server.api().list(Kinds.VMI, Selection.ALL).stream()
                .anyMatch(i -> i.at("status", "phase").asText().equals("Running")));
    assertThat(uid(server)).isEqualTo(before);
    assertThat(Scenario.console(server.api())).noneMatch(l -> l.contains("boots=2"));
  }

  private static String uid(ServerProcess server) {
    return server.api().list(Kinds.VMI, Selection.ALL).getFirst().uid();
  }

  @Test
  void aCopyThatWasKilledEqualsWhatQemuImgMakes() throws Exception {
    Path appliance = Scenario.appliance();
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      Scenario.apply(server.api(), appliance.getParent(), ImportE2eTest::rawAndOff);
      await().atMost(IMPORT).until(() -> Scenario.phase(server.api()).equals("CopyDisks"));
      server.kill();
      server.startAgain();
      killWorker(server);
      await().atMost(IMPORT).until(() -> Scenario.has(Scenario.plan(server.api()), "Succeeded"));
      assertEqualToQemuImg(appliance, Scenario.disk(server));
      Resource vm = server.api().list(Kinds.VM, Selection.ALL).getFirst();
      assertThat(vm.text("spec", "runStrategy")).contains("Halted");
    }
  }

  private static void rawAndOff(ObjectNode plan) {
    ((ObjectNode) plan.get("spec"))
        .put("skipGuestConversion", true)
        .put("useCompatibilityMode", false)
        .put("targetPowerState", "off");
  }

  /** Kills the worker once, if it still runs; a copy this small may be finished. */
  private static void killWorker(ServerProcess server) throws IOException {
    try (var pids = Files.find(server.data().resolve("pods"), 2, (p, _) -> p.endsWith("pid"))) {
      for (Path pid : pids.toList()) {
        ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))
            .filter(p -> p.info().commandLine().filter(c -> c.contains("pods")).isPresent())
            .ifPresent(p -> p.descendants().forEach(ProcessHandle::destroyForcibly));
      }
    }
  }

  private void assertEqualToQemuImg(Path appliance, Path disk) throws Exception {
    run("tar", "-xf", appliance.toString(), "-C", folder.toString());
    Path vmdk = folder.resolve("wherry-mini-disk1.vmdk");
    run("qemu-img", "compare", "-f", "vmdk", "-F", "raw", vmdk.toString(), disk.toString());
    assertThat(Files.size(disk)).isEqualTo(419430400L);
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }
}
