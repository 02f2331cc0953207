package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that writes records moves between two nodes of a real server. */
class LiveMigrationE2eTest {
  private static final String NS = "default";
  private static final ResourceKey CLAIM = new ResourceKey(Kinds.PVC, NS, "disk");
  private static final ResourceKey VMI = new ResourceKey(Kinds.VMI, NS, "rec");
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private ServerProcess server;
  private FabricKubeApi api;

  @BeforeEach
  void start() throws IOException {
    Peers.need("qemu-system-x86_64");
    Path disk = RecorderGuest.disk(folder.resolve("guest.img"), RecorderGuest.Load.IDLE);
    server = ServerProcess.start(folder.resolve("d"), "--nodes", "2");
    api = server.api();
    claim();
    await().atMost(LONG).until(() -> volume().isPresent());
    Files.copy(disk, image(), StandardCopyOption.REPLACE_EXISTING);
    machine();
    await().atMost(LONG).until(() -> evidence().acknowledged() > 10);
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
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

  private RecorderEvidence evidence() {
    try (Stream<Path> logs = Files.find(server.data(), 5, (p, _) -> p.endsWith("serial.log"))) {
      return RecorderEvidence.of(image(), logs.toList());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String node() {
    return api.get(VMI).flatMap(i -> i.text("status", "nodeName")).orElse("");
  }

  private ResourceKey migrate(String name) {
    Resource migration = Resource.of(Kinds.VMIM, NS, name);
    migration.tree().putObject("spec").put("vmiName", "rec");
    api.create(Kinds.VMIM, migration);
    return new ResourceKey(Kinds.VMIM, NS, name);
  }

  private void awaitPhase(ResourceKey migration, String phase) {
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

  private long running() throws IOException {
    try (Stream<Path> pids = Files.find(server.data(), 5, (p, _) -> p.endsWith("pid"))) {
      return pids.map(LiveMigrationE2eTest::pid)
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

  @Test
  void movesThereAndBackWithoutLosingARecord() throws IOException {
    String first = node();
    awaitPhase(migrate("there"), "Succeeded");
    String second = node();
    assertThat(second).isNotEqualTo(first);
    long before = evidence().highest();
    await().atMost(LONG).until(() -> evidence().highest() > before + 10);
    awaitPhase(migrate("back"), "Succeeded");
    assertThat(node()).isEqualTo(first);
    long after = evidence().highest();
    await().atMost(LONG).until(() -> evidence().highest() > after + 10);
    await().atMost(LONG).until(() -> running() == 1);
    assertThat(evidence().boots()).isEqualTo(1);
    assertThat(evidence().faults()).isEmpty();
    Resource record = api.get(new ResourceKey(Kinds.MACHINE_OWNER, NS, "rec")).orElseThrow();
    assertThat(record.at("spec", "generation").asLong()).isEqualTo(3);
    assertThat(record.text("spec", "node")).contains(first);
  }

  private String kubectl(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "kubectl", ".txt");
    Path in = Files.writeString(Files.createTempFile(folder, "kubectl", ".in"), input);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile());
    builder.environment().put("KUBECONFIG", server.data().resolve("kubeconfig").toString());
    assertThat(builder.start().waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return Files.readString(out);
  }

  @Test
  void drainMovesTheGuestAndEndsWithAnEmptyNode() throws Exception {
    Peers.need("kubectl");
    String first = node();
    await()
        .atMost(LONG)
        .until(() -> ConditionList.isTrue(api.get(VMI).orElseThrow(), "LiveMigratable"));
    String said = kubectl("", "drain", first, "--delete-emptydir-data", "--timeout=50s");
    assertThat(said)
        .contains("cordoned", "Eviction triggered evacuation of VMI \"default/rec\"", "drained");
    String second = node();
    assertThat(second).isNotEqualTo(first);
    assertThat(kubectl("", "uncordon", first)).contains("uncordoned");
    String path =
        "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachines/rec/migrate";
    String refused = kubectl("[]", "replace", "--raw", path, "-f", "-");
    assertThat(refused).contains("not a JSON object");
    assertThat(kubectl("{}", "replace", "--raw", path, "-f", "-")).doesNotContain("rror");
    await().atMost(LONG).until(() -> node().equals(first));
    await().atMost(LONG).until(() -> running() == 1);
    assertThat(evidence().boots()).isEqualTo(1);
    assertThat(evidence().faults()).isEmpty();
  }

  private void bandwidth(JsonNode value) {
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
    patch.putObject("spec").putObject("liveMigrationConfig").set("bandwidthPerMigration", value);
    api.patch(key, patch);
  }

  private Optional<ProcessHandle> target() throws IOException {
    try (Stream<Path> pids = Files.find(server.data(), 5, (p, _) -> p.endsWith("pid"))) {
      return pids.map(LiveMigrationE2eTest::pid)
          .flatMap(Optional::stream)
          .filter(p -> p.info().commandLine().filter(c -> c.contains("-incoming")).isPresent())
          .findFirst();
    }
  }

  /** Settings hold for the next migration at once, and their removal too. */
  @Test
  void aTargetThatIsKilledLeavesTheGuestWhereItIs() throws IOException {
    String first = node();
    bandwidth(JsonNodeFactory.instance.textNode("1Mi"));
    ResourceKey slow = migrate("slow");
    awaitPhase(slow, "Running");
    assertThat(target().orElseThrow().destroyForcibly()).isTrue();
    awaitPhase(slow, "Failed");
    assertThat(node()).isEqualTo(first);
    long before = evidence().highest();
    await().atMost(LONG).until(() -> evidence().highest() > before + 10);
    await().atMost(LONG).until(() -> running() == 1);
    bandwidth(JsonNodeFactory.instance.nullNode());
    awaitPhase(migrate("fast"), "Succeeded");
    assertThat(node()).isNotEqualTo(first);
    assertThat(evidence().boots()).isEqualTo(1);
    assertThat(evidence().faults()).isEmpty();
  }

  @Test
  void aMigrationThatFindsNoNodeLeavesTheGuestAlone() {
    String first = node();
    for (Resource other : api.list(Kinds.NODE, Selection.ALL)) {
      ObjectNode cordon = other.tree().objectNode();
      cordon.putObject("spec").put("unschedulable", true);
      api.patch(new ResourceKey(Kinds.NODE, "", other.name()), cordon);
    }
    ResourceKey migration = migrate("nowhere");
    awaitPhase(migration, "Scheduling");
    api.delete(migration);
    await().atMost(LONG).until(() -> api.get(migration).isEmpty());
    await()
        .atMost(LONG)
        .until(() ->
            api.list(Kinds.POD, Selection.in(NS)).stream()
                    .filter(p -> p.name().startsWith("virt-launcher"))
                    .count()
                == 1);
    assertThat(node()).isEqualTo(first);
    assertThat(evidence().faults()).isEmpty();
  }
}
