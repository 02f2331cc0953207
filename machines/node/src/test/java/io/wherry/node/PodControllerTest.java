package io.wherry.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods as real processes; the "worker" is a shell that runs what the pod's variable says. */
class PodControllerTest {
  private static final String IMAGE = "wherry/worker:test";

  @TempDir private Path folder;
  private final MemoryKubeApi api = new MemoryKubeApi(Clock.systemUTC());

  private PodController controller(Clock clock) {
    return new PodController(api, settings(), clock);
  }

  private NodeSettings settings() {
    return new NodeSettings(
        "node-1",
        "127.0.0.1",
        0,
        new NodeSettings.Memory(1 << 30, 1 << 30),
        folder,
        new VolumePlaces("node-1", Map.of()),
        new NodeSettings.Worker(IMAGE, List.of("sh", "-c", "eval \"$SCRIPT\"")));
  }

  @AfterEach
  void endEverything() throws IOException {
    try (var homes = Files.list(folder)) {
      homes.map(PodHome::new).map(PodProcess::new).forEach(PodProcess::kill);
    }
    // Whoever still runs would write into a folder that is being removed.
    await().until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
  }

  private ResourceKey pod(String name, String script) {
    return pod(name, script, IMAGE);
  }

  private ResourceKey pod(String name, String script, String image) {
    Resource pod = Resource.of(Kinds.POD, "default", name);
    ObjectNode spec = pod.tree().putObject("spec").put("nodeName", "node-1");
    ObjectNode container = spec.putArray("containers").addObject();
    container.put("name", "worker").put("image", image);
    container.putArray("env").addObject().put("name", "SCRIPT").put("value", script);
    api.create(Kinds.POD, pod);
    return new ResourceKey(Kinds.POD, "default", name);
  }

  private Resource get(ResourceKey key) {
    return api.get(key).orElseThrow();
  }

  private void awaitPhase(PodController controller, ResourceKey key, String phase) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          controller.reconcile(key);
          assertThat(get(key).text("status", "phase")).contains(phase);
        });
  }

  private String terminated(ResourceKey key, String field) {
    return get(key)
        .at("status", "containerStatuses")
        .path(0)
        .at("/state/terminated/" + field)
        .asText();
  }

  @Test
  void runsAProgramAndReportsItsEnd() {
    ResourceKey key = pod("good", "echo hello; echo '{}' > $WHERRY_TERMINATION_LOG");
    awaitPhase(controller(Clock.systemUTC()), key, "Succeeded");
    assertThat(terminated(key, "exitCode")).isEqualTo("0");
    assertThat(terminated(key, "reason")).isEqualTo("Completed");
    assertThat(terminated(key, "message")).isEqualTo("{}");
    assertThat(new PodLogs(api, settings()).file("default", "good").orElseThrow())
        .hasContent("hello\n");
    assertThat(get(key).text("spec", "nodeName")).contains("node-1");
  }

  @Test
  void reportsAFailedProgram() {
    ResourceKey key = pod("bad", "exit 3");
    awaitPhase(controller(Clock.systemUTC()), key, "Failed");
    assertThat(terminated(key, "exitCode")).isEqualTo("3");
    assertThat(terminated(key, "reason")).isEqualTo("Error");
  }

  @Test
  void refusesOtherImages() {
    ResourceKey key = pod("foreign", "true", "library/nginx");
    controller(Clock.systemUTC()).reconcile(key);
    assertThat(get(key).text("status", "phase")).contains("Failed");
    assertThat(get(key).text("status", "message").orElseThrow()).contains("no container engine");
  }

  @Test
  void waitsForItsVolume() {
    ResourceKey key = pod("waiting", "true");
    ObjectNode patch = get(key).tree().objectNode();
    patch
        .putObject("spec")
        .putArray("volumes")
        .addObject()
        .put("name", "disk0")
        .putObject("persistentVolumeClaim")
        .put("claimName", "later");
    api.patch(key, patch);
    controller(Clock.systemUTC()).reconcile(key);
    assertThat(get(key).text("status", "phase")).contains("Pending");
    assertThat(get(key).text("status", "message").orElseThrow()).contains("later");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isFoundAgainByANewServer() {
    ResourceKey key =
        pod("long", "echo $$ >> runs; while [ ! -e go ]; do sleep 0.05; done; exit 7");
    awaitPhase(controller(Clock.systemUTC()), key, "Running");
    PodHome home = PodHome.of(folder, get(key).uid());
    await().until(() -> Files.exists(home.folder().resolve("runs")));
    PodController restarted = controller(Clock.systemUTC());
    restarted.sweep();
    awaitPhase(restarted, key, "Running");
    PodHome.write(home.folder().resolve("go"), new byte[0]);
    awaitPhase(restarted, key, "Failed");
    assertThat(terminated(key, "exitCode")).isEqualTo("7");
    assertThat(home.folder().resolve("runs")).content().hasLineCount(1);
  }

  @Test
  void startsWhatAKilledServerOnlyPrepared() {
    ResourceKey key = pod("prepared", "echo run >> runs");
    PodHome home = PodHome.of(folder, get(key).uid());
    home.create();
    PodHome.write(home.folder().resolve("started"), "2020-01-01T00:00:00Z".getBytes(UTF_8));
    awaitPhase(controller(Clock.systemUTC()), key, "Succeeded");
    assertThat(home.folder().resolve("runs")).content().hasLineCount(1);
  }

  @Test
  void forgetsWhyItWaitedOnceItRuns() {
    ResourceKey key = pod("late", "sleep 1000");
    ObjectNode status = get(key).tree().objectNode();
    status.putObject("status").put("phase", "Pending").put("reason", "ContainerCreating");
    api.patchStatus(key, status);
    awaitPhase(controller(Clock.systemUTC()), key, "Running");
    assertThat(get(key).text("status", "reason")).isEmpty();
  }

  @Test
  void keepsSecretsOnlyWhileTheProgramRuns() {
    Resource secret = Resource.of(Kinds.SECRET, "default", "login");
    secret.tree().putObject("data").put("password", "c2VjcmV0");
    api.create(Kinds.SECRET, secret);
    ResourceKey key = pod("careful", "stat -c %a volumes/s/password; cat volumes/s/password");
    ObjectNode patch = get(key).tree().objectNode();
    ObjectNode volume = patch.putObject("spec").putArray("volumes").addObject();
    volume.put("name", "s").putObject("secret").put("secretName", "login");
    api.patch(key, patch);
    awaitPhase(controller(Clock.systemUTC()), key, "Succeeded");
    PodHome home = PodHome.of(folder, get(key).uid());
    assertThat(home.log()).hasContent("600\nsecret");
    assertThat(home.folder().resolve("volumes")).doesNotExist();
  }

  @Test
  void cutsAHugeTerminationMessage() {
    ResourceKey key =
        pod("chatty", "head -c 100000 /dev/zero | tr '\\0' x > $WHERRY_TERMINATION_LOG");
    awaitPhase(controller(Clock.systemUTC()), key, "Succeeded");
    assertThat(terminated(key, "message")).hasSize(4096);
  }

  @Test
  void neverStartsAProgramTwice() {
    ResourceKey key = pod("once", "echo run >> runs; while [ ! -e go ]; do sleep 0.05; done");
    awaitPhase(controller(Clock.systemUTC()), key, "Running");
    PodHome home = PodHome.of(folder, get(key).uid());
    await().until(() -> Files.exists(home.folder().resolve("runs")));
    var environment = java.util.Map.of("PATH", "/usr/bin:/bin", "SCRIPT", "echo run >> runs");
    new PodProcess(home).start(settings().worker().command(), environment);
    PodHome.write(home.folder().resolve("go"), new byte[0]);
    awaitPhase(controller(Clock.systemUTC()), key, "Succeeded");
    new PodProcess(home).start(settings().worker().command(), environment);
    assertThat(home.folder().resolve("runs")).content().hasLineCount(1);
  }

  @Test
  void saysWhenAProcessVanished() {
    ResourceKey key = pod("vanishes", "while true; do sleep 0.05; done");
    awaitPhase(controller(Clock.systemUTC()), key, "Running");
    PodHome home = PodHome.of(folder, get(key).uid());
    new PodProcess(home).kill();
    awaitPhase(controller(Clock.systemUTC()), key, "Failed");
    assertThat(terminated(key, "reason")).isEqualTo("Lost");
  }

  @Test
  void endsADeletedPodAndItsChildren() {
    ResourceKey key = pod("deleted", "sleep 1000 & echo $! > child; wait");
    PodController controller = controller(Clock.systemUTC());
    awaitPhase(controller, key, "Running");
    PodHome home = PodHome.of(folder, get(key).uid());
    await().until(() -> home.read("child").isPresent());
    long child = Long.parseLong(home.read("child").orElseThrow());
    api.delete(key);
    await()
        .until(() -> {
          controller.reconcile(key);
          return api.get(key).isEmpty();
        });
    await().until(() -> !Files.exists(Path.of("/proc", Long.toString(child), "exe")));
    assertThat(home.folder()).doesNotExist();
  }

  @Test
  void killsWhatDoesNotEndInTime() {
    TestClock clock = new TestClock();
    ResourceKey key = pod("stubborn", "trap '' TERM; while true; do sleep 0.05; done");
    PodController controller = controller(clock);
    awaitPhase(controller, key, "Running");
    api.delete(key);
    controller.reconcile(key);
    assertThat(api.get(key)).isPresent();
    clock.advance(Duration.ofSeconds(31));
    await()
        .until(() -> {
          controller.reconcile(key);
          return api.get(key).isEmpty();
        });
  }

  @Test
  void sweepsWhatDeletedPodsLeft() {
    PodHome orphan = PodHome.of(folder, "no-such-pod");
    orphan.create();
    controller(Clock.systemUTC()).sweep();
    assertThat(orphan.folder()).doesNotExist();
  }

  @Test
  void renewsItsLease() {
    TestClock clock = new TestClock();
    ResourceKey node = new ResourceKey(Kinds.NODE, "", "node-1");
    api.create(Kinds.NODE, Resource.of(Kinds.NODE, "", "node-1"));
    NodeHeartbeat heartbeat = new NodeHeartbeat(api, "node-1", clock);
    heartbeat.reconcile(node);
    clock.advance(Duration.ofSeconds(10));
    heartbeat.reconcile(node);
    ResourceKey lease = new ResourceKey(Kinds.LEASE, "kube-node-lease", "node-1");
    assertThat(get(lease).text("spec", "renewTime")).contains("2026-01-02T03:04:15.000000Z");
  }

  @Test
  void recordsWhenALogGrew() {
    ResourceKey key = pod("talker", "echo one; sleep 1; echo two");
    awaitPhase(controller(Clock.systemUTC()), key, "Succeeded");
    var log = PodHome.of(folder, get(key).uid()).log();
    LogTimes.Reader times = LogTimes.of(log).orElseThrow().reader();
    var first = times.at("one\n".length()).orElseThrow();
    var second = times.at("one\ntwo\n".length()).orElseThrow();
    assertThat(Duration.between(first, second)).isGreaterThan(Duration.ofMillis(500));
    assertThat(times.lengthBefore(second)).isEqualTo("one\n".length());
    assertThat(times.at(1000)).isEmpty();
  }
}
