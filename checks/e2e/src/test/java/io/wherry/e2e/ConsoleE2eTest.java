package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.peers.Peers;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web console in a real browser, against a server as its user runs it. */
class ConsoleE2eTest {
  @TempDir private Path folder;
  private Path shots = Path.of("");

  @BeforeEach
  void need() throws IOException {
    Peers.need("node");
    Peers.need("chromium");
    shots = Files.createDirectories(Peers.root().resolve("checks/e2e/target/screenshots"));
  }

  @Test
  void fromTheLinkToTheConsoleOfANewMachine() throws Exception {
    Peers.need("qemu-system-x86_64");
    Path appliance = Scenario.appliance();
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      namespace(server.api());
      browse("journey.mjs", link(server), appliance.getParent().toString(), shots.toString());
    }
  }

  @Test
  void everyPageIsAccessibleAndHostileNamesAreText() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      namespace(server.api());
      hostile(server.api());
      String command = String.join(" ", quoted(linkCommand(server)));
      browse("looks.mjs", command, shots.toString());
    }
  }

  private static void namespace(KubeApi api) {
    Resource _ = api.create(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", "demo"));
  }

  /** A plan whose every free text tries to be a script, with a long name and many machines. */
  private static void hostile(KubeApi api) {
    String script = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    ObjectNode plan = Resource.of(Kinds.PLAN, "demo", "long").tree();
    ObjectNode spec = plan.putObject("spec");
    spec.put("description", script).put("targetNamespace", "demo");
    ObjectNode providers = spec.putObject("provider");
    providers.putObject("source").put("name", "no-such-provider").put("namespace", "demo");
    providers.putObject("destination").put("name", "host").put("namespace", "konveyor-forklift");
    ObjectNode maps = spec.putObject("map");
    maps.putObject("network").put("name", "missing").put("namespace", "demo");
    maps.putObject("storage").put("name", "missing").put("namespace", "demo");
    var vms = spec.putArray("vms");
    for (int i = 0; i < 60; i++) {
      vms.addObject().put("id", "vm-" + i).put("name", script + "x".repeat(80) + i);
    }
    Resource _ = api.create(Kinds.PLAN, new Resource(plan));
  }

  private List<String> linkCommand(ServerProcess server) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        "io.wherry.cli.Wherry",
        "console-link",
        "--data",
        server.data().toString());
  }

  private String link(ServerProcess server) throws Exception {
    return run(linkCommand(server), Path.of("")).strip();
  }

  private static List<String> quoted(List<String> words) {
    return words.stream().map(w -> "'" + w.replace("'", "'\\''") + "'").toList();
  }

  private void browse(String script, String... arguments) throws Exception {
    Path ui = Peers.root().resolve("apps/console/ui");
    List<String> command =
        new ArrayList<>(List.of("node", ui.resolve("e2e").resolve(script).toString()));
    command.addAll(List.of(arguments));
    System.out.println(run(command, modules()));
  }

  /** Where the console's build keeps the packages of its lock file. */
  private static Path modules() throws IOException {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    try (Stream<Path> found = Files.list(home.resolve("wherry/console"))) {
      return found
          .filter(p -> p.getFileName().toString().startsWith("modules-"))
          .filter(p -> Files.isDirectory(p.resolve("node_modules/axe-core")))
          .max(java.util.Comparator.comparingLong(p -> p.toFile().lastModified()))
          .orElseThrow(() -> new IOException("The console's packages are missing: build it first"));
    }
  }

  private static String run(List<String> command, Path modules) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CONSOLE_MODULES", modules.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as("%s", output).isZero();
    return output;
  }
}
