package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tour with the real kubectl. */
class KubectlPeerTest {
  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    Peers.need("kubectl");
    PodLogSource logs =
        (pod, query, out) -> out.write("one line\n".getBytes(StandardCharsets.UTF_8));
    server = TestServer.start(directory.resolve("data"), s -> s.withLogs(logs));
    Files.writeString(directory.resolve("config"), server.server.kubeconfig());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private record Answer(int code, String text) {}

  private static Answer run(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", directory.resolve("config").toString());
    builder.environment().put("HOME", directory.toString()); // kubectl caches discovery there
    Process process = builder.start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), text);
  }

  private static String kubectl(String... arguments) throws Exception {
    Answer answer = run("", arguments);
    assertThat(answer.code()).as(answer.text()).isZero();
    return answer.text();
  }

  private static String refused(String input, String... arguments) throws Exception {
    Answer answer = run(input, arguments);
    assertThat(answer.code()).as(answer.text()).isNotZero();
    return answer.text();
  }

  private static String apply(String yaml, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("apply", "-f", "-"));
    arguments.addAll(List.of(more));
    Answer answer = run(yaml, arguments.toArray(String[]::new));
    assertThat(answer.code()).as(answer.text()).isZero();
    return answer.text();
  }

  private static String provider(String name, String url) {
    return """
    apiVersion: forklift.konveyor.io/v1beta1
    kind: Provider
    metadata:
      name: %s
      namespace: default
    spec:
      type: ova
      url: %s
      secret: {}
    """
        .formatted(name, url);
  }

  @Test
  void createsTypedObjectsThatTravelAsProtobuf() throws Exception {
    kubectl("create", "namespace", "typed");
    kubectl("-n", "typed", "create", "configmap", "c", "--from-literal=k=v");
    kubectl("-n", "typed", "create", "secret", "generic", "s", "--from-literal=p=x");
    kubectl("-n", "typed", "create", "serviceaccount", "a");
    assertThat(kubectl("-n", "typed", "get", "cm", "c", "-o", "jsonpath={.data.k}")).isEqualTo("v");
    assertThat(kubectl("-n", "typed", "get", "secret", "s", "-o", "jsonpath={.data.p}"))
        .isEqualTo("eA==");
    assertThat(kubectl("delete", "namespace", "typed", "--timeout=20s")).contains("deleted");
    assertThat(refused("", "get", "ns", "typed"))
        .contains("Error from server (NotFound): namespaces \"typed\" not found");
  }

  @Test
  void appliesAgainWithoutAChange() throws Exception {
    assertThat(apply(provider("twice", "localhost:/a"))).contains("created");
    assertThat(apply(provider("twice", "localhost:/a"))).contains("unchanged");
    assertThat(apply(provider("twice", "localhost:/b"))).contains("configured");
    assertThat(kubectl("get", "provider", "twice", "-o", "jsonpath={.spec.url}"))
        .isEqualTo("localhost:/b");
    assertThat(kubectl("get", "provider", "twice", "-o", "yaml")).contains("kind: Provider");
  }

  @Test
  void appliesOnTheServerAndNamesConflicts() throws Exception {
    String map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ssa}\ndata: {k: %s}\n";
    assertThat(apply(map.formatted("a"), "--server-side")).contains("serverside-applied");
    String conflict =
        refused(map.formatted("b"), "apply", "--server-side", "--field-manager=other", "-f", "-");
    assertThat(conflict).contains("conflict with \"kubectl\"", ".data.k", "--force-conflicts");
    apply(map.formatted("b"), "--server-side", "--field-manager=other", "--force-conflicts");
    String before = kubectl("get", "cm", "ssa", "-o", "jsonpath={.metadata.resourceVersion}");
    apply(map.formatted("b"), "--server-side", "--field-manager=other");
    assertThat(kubectl("get", "cm", "ssa", "-o", "jsonpath={.metadata.resourceVersion}"))
        .isEqualTo(before);
  }

  @Test
  void appliesTheExamplesAgainWithoutAChange() throws Exception {
    String examples = Path.of(System.getProperty("wherry.root"), "examples", "ova").toString();
    kubectl("apply", "-f", examples);
    // A Secret with stringData is "configured" each time on real clusters too.
    String again = kubectl("apply", "-f", examples).replace("secret/appliances configured", "");
    assertThat(again).contains("unchanged").doesNotContain("created", "configured");
    kubectl("apply", "--server-side", "-f", examples);
    String[] all = {
      "get",
      "secrets,providers,plans,networkmaps,storagemaps,migrations",
      "-A",
      "-o",
      "jsonpath={.items[*].metadata.resourceVersion}"
    };
    String before = kubectl(all);
    assertThat(before).isNotBlank();
    kubectl("apply", "--server-side", "-f", examples);
    assertThat(kubectl(all)).isEqualTo(before);
    kubectl("delete", "-f", examples, "--ignore-not-found", "--timeout=20s");
  }

  @Test
  void patchesLabelsAnnotatesAndReplaces() throws Exception {
    apply(provider("edited", "localhost:/a"));
    kubectl("patch", "provider", "edited", "--type=merge", "-p", "{\"spec\":{\"url\":\"x:/m\"}}");
    kubectl(
        "patch",
        "provider",
        "edited",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/url\",\"value\":\"x:/j\"}]");
    kubectl("label", "provider", "edited", "a=b");
    kubectl("annotate", "provider", "edited", "c=d");
    assertThat(
            kubectl("get", "provider", "-l", "a in (b, c)", "-o", "jsonpath={.items[*].spec.url}"))
        .isEqualTo("x:/j");
    String whole = kubectl("get", "provider", "edited", "-o", "yaml");
    Answer replaced = run(whole.replace("x:/j", "x:/r"), "replace", "-f", "-");
    assertThat(replaced.text()).contains("replaced");
    assertThat(run(whole, "replace", "-f", "-").text()).contains("Conflict");
  }

  @Test
  void printsTablesWideAndDescribes() throws Exception {
    apply(provider("shown", "localhost:/shown"));
    assertThat(kubectl("get", "provider", "shown")).contains("NAME", "TYPE", "READY", "shown");
    assertThat(kubectl("get", "provider", "-A", "-o", "wide")).contains("NAMESPACE", "default");
    assertThat(kubectl("get", "ns", "--sort-by=.metadata.name")).contains("STATUS", "Active");
    assertThat(kubectl("describe", "provider", "shown")).contains("localhost:/shown", "Events:");
    assertThat(kubectl("get", "provider", "shown", "-o", "custom-columns=U:.spec.url"))
        .contains("localhost:/shown");
    assertThat(kubectl("diff", "-f", manifest(provider("shown", "localhost:/shown")))).isEmpty();
  }

  private static String manifest(String yaml) throws Exception {
    Path file = Files.createTempFile(directory, "manifest", ".yaml");
    Files.writeString(file, yaml);
    return file.toString();
  }

  @Test
  void explainsAndListsKinds() throws Exception {
    assertThat(kubectl("explain", "plan.spec.vms")).contains("KIND:       Plan", "FIELDS:");
    assertThat(kubectl("explain", "pod.spec.containers.image")).contains("<string>");
    assertThat(kubectl("explain", "vm", "--recursive")).contains("template");
    assertThat(kubectl("api-resources"))
        .contains("virtualmachines", "vm,vms", "plans", "storageclasses", "leases");
    assertThat(kubectl("api-versions")).contains("forklift.konveyor.io/v1beta1", "v1");
    assertThat(kubectl("version")).contains("Server Version: v1.32");
    assertThat(kubectl("auth", "can-i", "delete", "pods")).contains("yes");
    assertThat(kubectl("auth", "whoami")).contains("wherry-admin");
  }

  @Test
  void waitsForConditionsAndFields() throws Exception {
    apply(provider("awaited", "localhost:/a"));
    String status =
        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"category\":\"Required\","
            + "\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}";
    String path = "/apis/forklift.konveyor.io/v1beta1/namespaces/default/providers/awaited/status";
    CompletableFuture<Integer> patched =
        CompletableFuture.supplyAsync(() -> {
          try {
            return server.merge(path, status).statusCode();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(kubectl("wait", "provider/awaited", "--for=condition=Ready", "--timeout=20s"))
        .contains("condition met");
    assertThat(patched.join()).isEqualTo(200);
    assertThat(kubectl("delete", "provider", "awaited")).contains("deleted");
    kubectl("wait", "crd/plans.forklift.konveyor.io", "--for=condition=Established");
  }

  @Test
  void watchesAndFollowsLogs() throws Exception {
    Process watch =
        new ProcessBuilder(
                "kubectl",
                "--kubeconfig",
                directory.resolve("config").toString(),
                "--cache-dir",
                directory.resolve("cache").toString(),
                "get",
                "configmap",
                "-w",
                "--output-watch-events",
                "--no-headers")
            .redirectErrorStream(true)
            .start();
    try (var lines = watch.inputReader(StandardCharsets.UTF_8)) {
      server.post("/api/v1/namespaces/default/configmaps", configMap("watched", "v"));
      String line = lines.readLine();
      while (line != null && !line.contains("watched")) {
        line = lines.readLine();
      }
      assertThat(line).contains("ADDED", "watched");
    } finally {
      watch.destroy();
      watch.waitFor();
    }
    apply(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: talker}\n"
            + "spec: {nodeName: here, containers: [{name: c, image: i}]}\n");
    assertThat(kubectl("logs", "talker")).isEqualTo("one line\n");
    assertThat(kubectl("logs", "-f", "--tail=1", "talker", "-c", "c")).isEqualTo("one line\n");
  }

  @Test
  void saysWhatIsWrongInKubernetesWords() throws Exception {
    String typo = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typo}\ndota: {}\n";
    assertThat(refused(typo, "create", "-f", "-")).contains("unknown field \"dota\"");
    assertThat(refused(provider("Bad_Name", "x:/"), "create", "-f", "-"))
        .contains("metadata.name: Invalid value: \"Bad_Name\"");
    String noType = provider("no-type", "x:/").replace("type: ova", "type: {}");
    assertThat(refused(noType, "apply", "-f", "-")).contains("spec.type");
    assertThat(refused("", "get", "nonsense"))
        .contains("the server doesn't have a resource type \"nonsense\"");
    assertThat(refused("", "-n", "missing", "create", "configmap", "x"))
        .contains("namespaces \"missing\" not found");
    assertThat(refused("", "get", "pods", "--field-selector", "spec.nope=1"))
        .contains("field label not supported");
    kubectl("create", "configmap", "same");
    assertThat(refused("", "create", "configmap", "same")).contains("already exists");
    assertThat(kubectl("create", "configmap", "dry", "--dry-run=server")).contains("dry run");
  }
}
