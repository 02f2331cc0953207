package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wherry.peers.Peers;
import io.wherry.vmimport.ImportSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs, consoles, events and the node of a running server, with the real kubectl. */
class WorkloadsE2eTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    Peers.need("kubectl");
    Peers.need("qemu-system-x86_64");
    server = ServerProcess.start(folder.resolve("data"));
    kubectl(
        """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: idle, namespace: default}
        spec:
          runStrategy: Always
          template:
            spec:
              terminationGracePeriodSeconds: 0
              domain: {memory: {guest: 64Mi}, devices: {}}
        """,
        "apply",
        "-f",
        "-");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      kubectl("", "delete", "vm", "idle", "--timeout=60s");
      server.close();
    }
  }

  private static String kubectl(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    return run(input, command.toArray(String[]::new));
  }

  private static String run(String input, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", server.kubeconfig().toString());
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return text + "[exit " + process.exitValue() + "]";
  }

  private static String launcher() throws Exception {
    await()
        .atMost(LONG)
        .until(() ->
            kubectl("", "get", "pods", "-l", "kubevirt.io=virt-launcher").contains("Running"));
    return kubectl(
            "",
            "get",
            "pods",
            "-l",
            "kubevirt.io=virt-launcher",
            "-o",
            "jsonpath={.items[0].metadata.name}")
        .replaceFirst("\\[exit.*", "");
  }

  @Test
  void runsProgramsBesideAPod() throws Exception {
    String pod = launcher();
    assertThat(kubectl("", "exec", pod, "--", "sh", "-c", "echo out; echo err >&2; exit 3"))
        .contains("out", "err", "exit code 3")
        .endsWith("[exit 3]");
    assertThat(kubectl("through\n", "exec", "-i", pod, "--", "cat"))
        .startsWith("through\n[exit 0]");
    assertThat(kubectl("", "exec", pod, "--", "no-such-program"))
        .contains("executable file not found");
    assertThat(kubectl("", "exec", pod, "--", "ls")).contains("qemu").endsWith("[exit 0]");
    byte[] big = new byte[3_000_000];
    Files.write(folder.resolve("big"), big);
    assertThat(kubectl("", "exec", pod, "--", "wc", "-c", folder.resolve("big").toString()))
        .startsWith("3000000");
    assertThat(run("", "script", "-qefc", "kubectl exec -it " + pod + " -- tty", "/dev/null"))
        .contains("/dev/pts/");
  }

  @Test
  void attachesUntilTheMachineEnds() throws Exception {
    kubectl(
        """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: brief, namespace: default}
        spec:
          runStrategy: Always
          template:
            metadata: {labels: {test: brief}}
            spec:
              terminationGracePeriodSeconds: 0
              domain: {memory: {guest: 64Mi}, devices: {}}
        """,
        "apply",
        "-f",
        "-");
    await()
        .atMost(LONG)
        .until(() -> kubectl("", "get", "pods", "-l", "test=brief").contains("Running"));
    String pod =
        kubectl("", "get", "pods", "-l", "test=brief", "-o", "jsonpath={.items[0].metadata.name}")
            .replaceFirst("\\[exit.*", "");
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    var attached = CompletableFuture.supplyAsync(() -> quietly("attach", pod), threads);
    var followed = CompletableFuture.supplyAsync(() -> quietly("logs", "-f", pod), threads);
    // Nothing shows that kubectl is connected; what is sure is that it does not end by itself.
    await().pollDelay(Duration.ofSeconds(4)).until(() -> !attached.isDone() && !followed.isDone());
    assertThat(kubectl("", "delete", "vm", "brief", "--timeout=60s")).contains("deleted");
    assertThat(attached.get(30, TimeUnit.SECONDS)).endsWith("[exit 0]");
    assertThat(followed.get(30, TimeUnit.SECONDS)).endsWith("[exit 0]");
  }

  private static String quietly(String... arguments) {
    try {
      return kubectl("", arguments);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void saysWhatHappenedToAMachine() throws Exception {
    launcher();
    assertThat(kubectl("", "events", "--for", "vm/idle")).contains("SuccessfulCreate");
    assertThat(kubectl("", "describe", "vmi", "idle")).contains("VirtualMachineInstance started.");
  }

  @Test
  void failsAJobWithAReason() throws Exception {
    assertThat(kubectl("", "create", "job", "strange", "--image=docker.io/library/busybox"))
        .contains("created");
    kubectl("", "patch", "job", "strange", "-p", "{\"spec\": {\"backoffLimit\": 0}}");
    assertThat(kubectl("", "wait", "--for=condition=Failed", "job/strange", "--timeout=60s"))
        .contains("condition met");
    assertThat(kubectl("", "get", "job", "strange")).contains("Failed", "0/1");
    assertThat(kubectl("", "describe", "job", "strange"))
        .contains("SuccessfulCreate", "BackoffLimitExceeded");
    assertThat(kubectl("", "events")).contains("there is no container engine standalone");
    assertThat(kubectl("", "delete", "job", "strange", "--cascade=foreground", "--timeout=30s"))
        .contains("deleted");
    assertThat(kubectl("", "get", "pods", "-l", "job-name=strange")).contains("No resources found");
  }

  @Test
  void showsWhenAWorkerSaidWhat() throws Exception {
    String image = ImportSettings.DEFAULTS.worker().image();
    kubectl("", "create", "job", "idle-worker", "--image=" + image);
    await()
        .atMost(LONG)
        .until(() ->
            kubectl("", "get", "pods", "-l", "job-name=idle-worker")
                .matches("(?s).*(Error|Failed|Completed).*"));
    String plain = kubectl("", "logs", "job/idle-worker");
    assertThat(plain).endsWith("[exit 0]").hasSizeGreaterThan("[exit 0]".length());
    assertThat(kubectl("", "logs", "job/idle-worker", "--timestamps"))
        .containsPattern("(?m)^20[0-9-]+T[0-9:.]+Z \\S");
    assertThat(kubectl("", "logs", "job/idle-worker", "--since=1h")).isEqualTo(plain);
    assertThat(kubectl("", "logs", "job/idle-worker", "--since-time=2100-01-01T00:00:00Z"))
        .isEqualTo("[exit 0]");
    assertThat(kubectl("", "logs", "job/idle-worker", "--limit-bytes=5")).hasSize(5 + 8);
    kubectl("", "delete", "job", "idle-worker", "--timeout=30s");
  }

  @Test
  void letsThePodsOfAnOrphanedJobStay() throws Exception {
    kubectl("", "create", "job", "parent", "--image=other");
    await()
        .atMost(LONG)
        .until(() -> kubectl("", "get", "pods", "-l", "job-name=parent").contains("parent-"));
    kubectl("", "delete", "job", "parent", "--cascade=orphan", "--timeout=30s");
    assertThat(kubectl("", "get", "pods", "-l", "job-name=parent")).contains("parent-");
    assertThat(kubectl("", "delete", "pods", "-l", "job-name=parent", "--timeout=30s"))
        .contains("deleted");
  }

  @Test
  void showsAHeartbeat() throws Exception {
    String query = "jsonpath={.items[0].spec.renewTime}";
    assertThat(kubectl("", "get", "lease", "-n", "kube-node-lease", "-o", query)).startsWith("20");
  }
}
