package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.peers.guest.RecorderEvidence;
import io.wherry.peers.guest.RecorderGuest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A server with two nodes and a guest on one of them that writes records. */
final class LiveScene implements AutoCloseable {
  static final String NS = "default";
  static final ResourceKey VMI = new ResourceKey(Kinds.VMI, NS, "rec");
  static final Duration LONG = Duration.ofSeconds(60);

  private static final ResourceKey CLAIM = new ResourceKey(Kinds.PVC, NS, "disk");

  private final ServerProcess server;
  private final FabricKubeApi api;

  private LiveScene(ServerProcess server) {
    this.server = server;
    this.api = server.api();
  }

  /** Returns when the guest writes. */
  static LiveScene start(Path folder, RecorderGuest.Load load) throws IOException {
    Peers.need("qemu-system-x86_64");
    Path disk = RecorderGuest.disk(folder.resolve("guest.img"), load);
    LiveScene scene = new LiveScene(ServerProcess.start(folder.resolve("d"), "--nodes", "2"));
    scene.claim();
    await().atMost(LONG).until(() -> scene.volume().isPresent());
    Path _ = Files.copy(disk, scene.image(), StandardCopyOption.REPLACE_EXISTING);
    scene.machine();
    await().atMost(LONG).until(() -> scene.evidence().acknowledged() > 10);
    return scene;
  }

  FabricKubeApi api() {
    return api;
  }

  Path data() {
    return server.data();
  }

  JsonNode state() {
    return api.get(VMI).orElseThrow().at("status", "migrationState");
  }

  /** Just one copy of the guest, started once, with all its records, and it goes on. */
  void assertUnharmed() {
    long then = evidence().highest();
    await().atMost(LONG).until(() -> evidence().highest() > then + 10);
    await().atMost(LONG).until(() -> running() == 1);
    assertThat(evidence().boots()).isEqualTo(1);
    assertThat(evidence().faults()).isEmpty();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void claim() {
    Resource claim = Resource.of(Kinds.PVC, NS, "disk");
    ObjectNode spec = claim.tree().putObject("spec").put("storageClassName", "shared-raw");
    spec.putArray("accessModes").add("ReadWriteMany");
    spec.putObject("resources")
        .putObject("requests")
        .put("storage", Long.toString(RecorderGuest.DISK_BYTES));
    api.create(Kinds.PVC, claim);
  }

  private Optional<Resource> volume() {
    return api.get(CLAIM)
        .flatMap(c -> c.text("spec", "volumeName"))
        .flatMap(v -> api.get(new ResourceKey(Kinds.PV, "", v)));
  }

  private Path image() {
    return Path.of(volume().orElseThrow().need("spec", "local", "path"), "disk.img");
  }

  private void machine() {
    Resource vm = Resource.of(Kinds.VM, NS, "rec");
    ObjectNode spec = vm.tree().putObject("spec").put("runStrategy", "Always");
    ObjectNode template = spec.putObject("template").putObject("spec");
    template.put("terminationGracePeriodSeconds", 0);
    ObjectNode domain = template.putObject("domain");
    domain.putObject("memory").put("guest", "64Mi");
    domain
        .putObject("devices")
        .putArray("disks")
        .addObject()
        .put("name", "root")
        .putObject("disk")
        .put("bus", "virtio");
    template
        .putArray("volumes")
        .addObject()
        .put("name", "root")
        .putObject("persistentVolumeClaim")
        .put("claimName", "disk");
    api.create(Kinds.VM, vm);
  }

  RecorderEvidence evidence() {
    try (Stream<Path> logs = Files.find(server.data(), 5, (p, _) -> p.endsWith("serial.log"))) {
      return RecorderEvidence.of(image(), logs.toList());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  String node() {
    return api.get(VMI).flatMap(i -> i.text("status", "nodeName")).orElse("");
  }

  ResourceKey migrate(String name) {
    Resource migration = Resource.of(Kinds.VMIM, NS, name);
    migration.tree().putObject("spec").put("vmiName", "rec");
    api.create(Kinds.VMIM, migration);
    return new ResourceKey(Kinds.VMIM, NS, name);
  }

  void awaitPhase(ResourceKey migration, String phase) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() ->
            assertThat(api.get(migration).flatMap(m -> m.text("status", "phase")))
                .as(
                    "%s",
                    api.list(Kinds.EVENT, Selection.in(NS)).stream()
                        .map(e -> e.text("message").orElse(""))
                        .toList())
                .contains(phase));
  }

  long running() throws IOException {
    try (Stream<Path> pids = Files.find(server.data(), 5, (p, _) -> p.endsWith("pid"))) {
      return pids.map(LiveScene::pid)
          .flatMap(Optional::stream)
          .filter(p -> p.info().commandLine().filter(c -> c.contains("qemu-system")).isPresent())
          .count();
    }
  }

  private static Optional<ProcessHandle> pid(Path file) {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(file).trim()));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  void bandwidth(JsonNode value) {
    configure(c -> c.set("bandwidthPerMigration", value));
  }

  /** Changes the live migration settings of the HyperConverged resource. */
  void configure(Consumer<ObjectNode> change) {
    ResourceKey key =
        new ResourceKey(Kinds.HYPER_CONVERGED, "openshift-cnv", "kubevirt-hyperconverged");
    if (api.get(new ResourceKey(Kinds.NAMESPACE, "", key.namespace())).isEmpty()) {
      api.create(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", key.namespace()));
    }
    if (api.get(key).isEmpty()) {
      Resource platform = Resource.of(Kinds.HYPER_CONVERGED, key.namespace(), key.name());
      platform.tree().putObject("spec");
      api.create(Kinds.HYPER_CONVERGED, platform);
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    change.accept(patch.putObject("spec").putObject("liveMigrationConfig"));
    api.patch(key, patch);
  }

  Optional<ProcessHandle> target() throws IOException {
    try (Stream<Path> pids = Files.find(server.data(), 5, (p, _) -> p.endsWith("pid"))) {
      return pids.map(LiveScene::pid)
          .flatMap(Optional::stream)
          .filter(p -> p.info().commandLine().filter(c -> c.contains("-incoming")).isPresent())
          .findFirst();
    }
  }
}
