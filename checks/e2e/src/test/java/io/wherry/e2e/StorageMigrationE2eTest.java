package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.peers.guest.RecorderEvidence;
import io.wherry.peers.guest.RecorderGuest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests of examples/storage: plan, stage, cutover, rollback of a guest that writes. */
class StorageMigrationE2eTest {
  private static final String NS = "default";
  private static final String MIG = "openshift-migration";
  private static final ResourceKey VM = new ResourceKey(Kinds.VM, NS, "web");
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private ServerProcess server;
  private FabricKubeApi api;

  @BeforeEach
  void start() throws IOException {
    Peers.need("qemu-system-x86_64");
    server = ServerProcess.start(folder.resolve("d"));
    api = server.api();
    apply("1-disk.yaml");
    await().atMost(LONG).until(() -> isBound("disk"));
    Path disk = RecorderGuest.disk(folder.resolve("guest.img"), RecorderGuest.Load.IDLE);
    Files.copy(disk, image("disk"), StandardCopyOption.REPLACE_EXISTING);
    apply("2-machine.yaml");
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private void apply(String file) throws IOException {
    Path path = Peers.root().resolve("examples/storage").resolve(file);
    Resource object = new Resource((ObjectNode) new YAMLMapper().readTree(path.toFile()));
    var kind = Kinds.find(object.apiVersion(), object.kind()).orElseThrow();
    Resource _ = api.apply(kind, object, "e2e");
  }

  private boolean isBound(String claim) {
    return api.get(new ResourceKey(Kinds.PVC, NS, claim))
        .flatMap(c -> c.text("status", "phase"))
        .filter("Bound"::equals)
        .isPresent();
  }

  private Path image(String claim) {
    String volume =
        api.get(new ResourceKey(Kinds.PVC, NS, claim)).orElseThrow().need("spec", "volumeName");
    Resource pv = api.get(new ResourceKey(Kinds.PV, "", volume)).orElseThrow();
    return Path.of(pv.need("spec", "local", "path"), "disk.img");
  }

  private static String digest(Path file) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private void awaitCondition(ResourceKey key, String type) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() ->
            assertThat(Scenario.has(api.get(key), type))
                .as("%s of %s", type, api.get(key).map(r -> r.at("status").toPrettyString()))
                .isTrue());
  }

  private Resource migrate(String name) throws IOException {
    apply(
        switch (name) {
          case "stage" -> "4-stage.yaml";
          case "cutover" -> "5-cutover.yaml";
          default -> "6-rollback.yaml";
        });
    ResourceKey key = new ResourceKey(Kinds.MIG_MIGRATION, MIG, name);
    awaitCondition(key, "Succeeded");
    return api.get(key).orElseThrow();
  }

  private String claimInUse() {
    return api.get(VM)
        .orElseThrow()
        .items("spec", "template", "spec", "volumes")
        .getFirst()
        .at("/dataVolume/name")
        .asText();
  }

  private RecorderEvidence evidence(String claim) {
    try (Stream<Path> logs = Files.find(server.data(), 5, (p, _) -> p.endsWith("serial.log"))) {
      return RecorderEvidence.of(image(claim), logs.toList());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void strategy(String value) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("runStrategy", value);
    Resource _ = api.patch(VM, patch);
  }

  private Resource migration(String name, String spec) throws IOException {
    String text =
        "{apiVersion: migration.openshift.io/v1alpha1, kind: MigMigration, metadata: {name: %s, namespace: openshift-migration}, spec: {stage: false, migPlanRef: {name: move-disks, namespace: openshift-migration}, %s}}"
            .formatted(name, spec);
    return api.create(
        Kinds.MIG_MIGRATION, new Resource((ObjectNode) new YAMLMapper().readTree(text)));
  }

  private String live(String name) throws IOException {
    migration(name, name.startsWith("back") ? "rollback: true" : "quiescePods: true");
    ResourceKey key = new ResourceKey(Kinds.MIG_MIGRATION, MIG, name);
    awaitCondition(key, "Succeeded");
    awaitCondition(new ResourceKey(Kinds.MIG_PLAN, MIG, "move-disks"), "PvsDiscovered");
    return api.get(key).orElseThrow().at("status", "pipeline").toString();
  }

  private void awaitNews(String claim) {
    long now = evidence(claim).highest();
    await().atMost(LONG).until(() -> evidence(claim).highest() > now + 5);
    assertThat(evidence(claim).faults()).isEmpty();
  }

  private void awaitOver(String name) {
    ResourceKey key = new ResourceKey(Kinds.MIG_MIGRATION, MIG, name);
    await()
        .atMost(LONG)
        .until(() -> api.get(key).orElseThrow().at("status", "phase").asText().equals("Completed"));
  }

  private void killQemu() throws IOException {
    try (Stream<Path> pids = Files.find(server.data(), 5, (p, _) -> p.endsWith("pid"))) {
      for (Path pid : pids.filter(p -> p.toString().contains("web")).toList()) {
        ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  /** Moves, a cancel, a kill of the server and one of QEMU, all under a guest that writes. */
  @Test
  void disksOfARunningGuestMoveLive() throws Exception {
    apply("3-plan.yaml");
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("liveMigrate", true);
    ResourceKey planKey = new ResourceKey(Kinds.MIG_PLAN, MIG, "move-disks");
    Resource _ = api.patch(planKey, patch);
    strategy("Always");
    await().atMost(LONG).until(() -> evidence("disk").acknowledged() > 10);
    awaitCondition(planKey, "Ready");

    assertThat(live("cutover-1")).contains("[disk] default/web: 100%, moved live");
    String target = claimInUse();
    assertThat(target).startsWith("disk-mig-");
    awaitNews(target);
    assertThat(live("back-1")).contains("100%, moved live");
    assertThat(claimInUse()).isEqualTo("disk");
    awaitNews("disk");
    assertThat(evidence("disk").boots()).isEqualTo(1);

    migration("cutover-2", "quiescePods: true");
    await()
        .atMost(LONG)
        .until(() -> !api.list(Kinds.DISK_MOVE, Selection.in(NS)).isEmpty() || isSwitched());
    server.kill();
    server.startAgain();
    api = server.api();
    awaitCondition(new ResourceKey(Kinds.MIG_MIGRATION, MIG, "cutover-2"), "Succeeded");
    awaitNews(claimInUse());
    assertThat(evidence(claimInUse()).boots()).isEqualTo(1);

    migration("back-2", "rollback: true");
    ObjectNode cancel = JsonNodeFactory.instance.objectNode();
    cancel.putObject("spec").put("canceled", true);
    Resource _ = api.patch(new ResourceKey(Kinds.MIG_MIGRATION, MIG, "back-2"), cancel);
    awaitOver("back-2");
    awaitNews(claimInUse());
    assertThat(evidence(claimInUse()).boots()).isEqualTo(1);

    boolean there = isSwitched();
    migration("last", there ? "rollback: true" : "quiescePods: true");
    await()
        .atMost(LONG)
        .until(
            () -> !api.list(Kinds.DISK_MOVE, Selection.in(NS)).isEmpty() || isSwitched() != there);
    killQemu();
    awaitOver("last");
    awaitNews(claimInUse());
    assertThat(api.list(Kinds.DISK_MOVE, Selection.in(NS))).isEmpty();
  }

  private boolean isSwitched() {
    return !claimInUse().equals("disk");
  }

  @Test
  void theHostClusterIsReady() {
    awaitCondition(new ResourceKey(Kinds.MIG_CLUSTER, MIG, "host"), "Ready");
  }

  @Test
  void planStageCutoverRollback() throws Exception {
    ResourceKey planKey = new ResourceKey(Kinds.MIG_PLAN, MIG, "move-disks");
    apply("3-plan.yaml");
    awaitCondition(planKey, "Ready");
    String pair =
        api.get(planKey)
            .orElseThrow()
            .items("spec", "persistentVolumes")
            .getFirst()
            .at("/pvc/name")
            .asText();
    assertThat(pair).startsWith("disk:disk-mig-");
    String target = pair.substring("disk:".length());

    Resource staged = migrate("stage");
    assertThat(staged.at("status", "pipeline").toString()).contains("[disk] default/web: 100%");
    assertThat(digest(image(target))).isEqualTo(digest(image("disk")));
    assertThat(claimInUse()).isEqualTo("disk");

    strategy("Always");
    await().atMost(LONG).until(() -> evidence("disk").acknowledged() > 10);
    awaitCondition(planKey, "OfflineFallback");
    long written = evidence("disk").highest();
    migrate("cutover");
    assertThat(claimInUse()).isEqualTo(target);
    assertThat(api.get(VM).orElseThrow().need("spec", "runStrategy")).isEqualTo("Always");
    await().atMost(LONG).until(() -> evidence(target).highest() > written + 10);
    assertThat(evidence(target).faults()).isEmpty();
    assertThat(evidence(target).boots()).isEqualTo(2);

    long since = evidence(target).highest();
    migrate("rollback");
    assertThat(claimInUse()).isEqualTo("disk");
    await().atMost(LONG).until(() -> evidence("disk").highest() > since + 10);
    assertThat(evidence("disk").faults()).isEmpty();
    assertThat(api.get(new ResourceKey(Kinds.DATA_VOLUME, NS, target))).isEmpty();
    assertThat(api.list(Kinds.POD, Selection.in(NS)))
        .noneMatch(p -> p.label("wherry.io/task").isPresent());
    awaitCondition(planKey, "Ready");
  }
}
