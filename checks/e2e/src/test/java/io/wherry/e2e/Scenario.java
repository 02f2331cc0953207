package io.wherry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The manifests of examples/ova against a running server, with changes a test wants. */
final class Scenario {
  static final String NS = "demo";

  private Scenario() {}

  /** The sample appliance; made once, which takes about half a minute. */
  static Path appliance() throws IOException, InterruptedException {
    return appliance("vmw");
  }

  private static Path appliance(String flavor) throws IOException, InterruptedException {
    Peers.need("mmdebstrap");
    Peers.need("qemu-img");
    Path folder = Peers.root().resolve(".wherry/appliances");
    Path script = Peers.root().resolve("examples/appliance/make-appliance.sh");
    Files.createDirectories(folder);
    Process make =
        new ProcessBuilder("bash", script.toString(), folder.toString(), "--flavor", flavor)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("make-" + flavor + ".log").toFile())
            .start();
    if (make.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("make-" + flavor + ".log")));
    }
    return folder.resolve(flavor.equals("vmw") ? "wherry-mini.ova" : "wherry-mini-generic.ova");
  }

  /**
   * The appliance's disk.
   *
   * @param flavor {@code generic} has drivers for virtio, {@code vmw} has not
   */
  static Path rawDisk(Path folder, String flavor) throws IOException, InterruptedException {
    Path raw = folder.resolve("disk.raw");
    run("tar", "-xf", appliance(flavor).toString(), "-C", folder.toString());
    try (Stream<Path> files = Files.list(folder)) {
      Path vmdk = files.filter(f -> f.toString().endsWith(".vmdk")).findFirst().orElseThrow();
      run("qemu-img", "convert", "-f", "vmdk", "-O", "raw", vmdk.toString(), raw.toString());
    }
    return raw;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
  }

  /** Applies every example; the provider looks into the folder of the appliance. */
  static void apply(KubeApi api, Path folder, Consumer<ObjectNode> plan) throws IOException {
    String url = "localhost:" + folder;
    apply(
        api,
        "examples/ova",
        tree -> {
          switch (tree.path("kind").asText()) {
            case "Secret" -> ((ObjectNode) tree.get("stringData")).put("url", url);
            case "Provider" -> ((ObjectNode) tree.get("spec")).put("url", url);
            case "Plan" -> plan.accept(tree);
            default -> {
              // as in the file
            }
          }
        });
  }

  /** Applies the manifests of a folder of the repository, each as the test changes it. */
  static void apply(KubeApi api, String examples, Consumer<ObjectNode> change) throws IOException {
    try (Stream<Path> files = Files.list(Peers.root().resolve(examples))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        ObjectNode tree = (ObjectNode) new YAMLMapper().readTree(file.toFile());
        change.accept(tree);
        Resource resource = new Resource(tree);
        var kind = Kinds.find(resource.apiVersion(), resource.kind()).orElseThrow();
        Resource _ = api.apply(kind, resource, "e2e");
      }
    }
  }

  static Optional<Resource> plan(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PLAN, NS, "wherry-mini"));
  }

  static boolean has(Optional<Resource> object, String condition) {
    return object.stream()
        .flatMap(o -> o.items("status", "conditions").stream())
        .anyMatch(c ->
            c.path("type").asText().equals(condition) && c.path("status").asText().equals("True"));
  }

  /** Phase of the plan's first VM, for example {@code CopyDisks}. */
  static String phase(KubeApi api) {
    return plan(api)
        .map(p -> p.at("status", "migration", "vms").path(0).path("phase").asText())
        .orElse("");
  }

  /** Lines of the guest's serial console. */
  static List<String> console(KubeApi api) {
    Map<String, String> labels = Map.of("kubevirt.io", "virt-launcher");
    return api.list(Kinds.POD, Selection.labelled(NS, labels)).stream()
        .findFirst()
        .map(p -> api.podLogTail(NS, p.name(), 200))
        .orElse(List.of());
  }

  /** The only volume's disk. */
  static Path disk(ServerProcess server) {
    JsonNode volume = server.api().list(Kinds.PV, Selection.ALL).getFirst().tree();
    return Path.of(volume.at("/spec/local/path").asText(), "disk.img");
  }
}
