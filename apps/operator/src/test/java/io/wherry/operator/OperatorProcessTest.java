package io.wherry.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wherry.apiserver.ApiServerSettings;
import io.wherry.apiserver.EmbeddedApiServer;
import io.wherry.kube.FabricKubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two operator processes on one API over HTTPS. */
class OperatorProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();
  private EmbeddedApiServer server;
  private FabricKubeApi api;

  @BeforeEach
  void serve() throws IOException {
    server =
        new EmbeddedApiServer(
            ApiServerSettings.local(directory.resolve("api"), 0, Clock.systemUTC()));
    server.start();
    Files.writeString(directory.resolve("kubeconfig"), server.kubeconfig());
    api = FabricKubeApi.ofKubeconfig(server.kubeconfig());
    api.create(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", "wherry-system"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      int _ = process.waitFor();
    }
    api.close();
    server.close();
  }

  @Test
  void secondOperatorTakesOverWhenTheFirstIsKilled() throws Exception {
    int firstPort = freePort();
    Process first = operator("first", firstPort);
    await().atMost(PATIENCE).until(() -> holder().startsWith("first_"));
    int secondPort = freePort();
    operator("second", secondPort);
    await().atMost(PATIENCE).until(() -> get(secondPort, "/readyz").equals("200 ok"));
    assertThat(get(firstPort, "/metrics")).contains("wherry_leader 1.0");
    assertThat(get(secondPort, "/metrics")).contains("wherry_leader 0.0");
    createBrokenProvider("one");
    await().atMost(PATIENCE).until(() -> isJudged("one"));

    first.destroyForcibly().waitFor();

    createBrokenProvider("two");
    await().atMost(PATIENCE).until(() -> isJudged("two"));
    assertThat(holder()).startsWith("second_");
    assertThat(get(secondPort, "/metrics")).contains("wherry_reconcile_duration_seconds");
  }

  @Test
  void givesTheLeaseAwayOnSigterm() throws Exception {
    Process only = operator("only", freePort());
    await().atMost(PATIENCE).until(() -> holder().startsWith("only_"));

    only.destroy();

    assertThat(only.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(holder()).isEmpty();
  }

  @Test
  void saysWhichDefinitionIsMissing() throws Exception {
    api.delete(new ResourceKey(Kinds.CRD, "", "datavolumes.cdi.kubevirt.io"));
    int port = freePort();
    operator("early", port);

    await().atMost(PATIENCE).until(() -> get(port, "/readyz").contains("datavolumes"));
    assertThat(get(port, "/readyz")).startsWith("503").contains("install KubeVirt's");
    assertThat(get(port, "/healthz")).isEqualTo("200 ok");
  }

  private Process operator(String name, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OperatorMain.class.getName());
    builder.environment().put("KUBECONFIG", directory.resolve("kubeconfig").toString());
    builder.environment().put("WHERRY_POD_NAME", name);
    builder.environment().put("WHERRY_OPERATIONS_PORT", Integer.toString(port));
    builder.redirectErrorStream(true);
    builder.redirectOutput(directory.resolve(name + ".log").toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private String holder() {
    return api.get(new ResourceKey(Kinds.LEASE, "wherry-system", "wherry-operator"))
        .flatMap(lease -> lease.text("spec", "holderIdentity"))
        .orElse("");
  }

  private void createBrokenProvider(String name) {
    Resource provider = Resource.of(Kinds.PROVIDER, "wherry-system", name);
    provider
        .tree()
        .putObject("spec")
        .put("type", "ova")
        .put("url", "/no/such/directory")
        .putObject("secret");
    var _ = api.create(Kinds.PROVIDER, provider);
  }

  private boolean isJudged(String name) {
    return api.get(new ResourceKey(Kinds.PROVIDER, "wherry-system", name))
        .filter(p -> !p.items("status", "conditions").isEmpty())
        .isPresent();
  }

  private static String get(int port, String path) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      var answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body().strip();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
