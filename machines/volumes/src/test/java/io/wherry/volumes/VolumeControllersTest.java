package io.wherry.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wherry.control.ControllerRuntime;
import io.wherry.control.ControllerSpec;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeControllersTest {
  private static final String NS = "default";

  @TempDir private Path folder;
  private final MemoryKubeApi api = new MemoryKubeApi(Clock.systemUTC());
  private final ControllerRuntime runtime =
      new ControllerRuntime(api, Clock.systemUTC(), new SimpleMeterRegistry());

  @BeforeEach
  void start() {
    LocalClasses.bootstrap(api);
    Resource node = Resource.of(Kinds.NODE, "", "node-1");
    node.tree()
        .putObject("status")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True");
    api.create(Kinds.NODE, node);
    List<ControllerSpec> specs = new ArrayList<>(VolumeControllers.control(api, Clock.systemUTC()));
    specs.addAll(VolumeControllers.node(api, settings("qemu-img", 0), Clock.systemUTC()));
    runtime.start(specs);
  }

  @AfterEach
  void stop() {
    runtime.close();
    api.close();
  }

  private VolumeSettings settings(String qemuImg, long reserve) {
    return new VolumeSettings(folder, "node-1", List.of(), reserve, qemuImg);
  }

  private ResourceKey dataVolume(String name, String storageClass, String size) {
    Resource dv = Resource.of(Kinds.DATA_VOLUME, NS, name);
    ((ObjectNode) dv.tree().get("metadata")).putObject("labels").put("vmID", "42");
    ObjectNode spec = dv.tree().putObject("spec");
    spec.putObject("source").putObject("blank");
    ObjectNode storage = spec.putObject("storage");
    if (!storageClass.isEmpty()) {
      storage.put("storageClassName", storageClass);
    }
    storage.putObject("resources").putObject("requests").put("storage", size);
    api.create(Kinds.DATA_VOLUME, dv);
    return new ResourceKey(Kinds.DATA_VOLUME, NS, name);
  }

  private void awaitPhase(ResourceKey key, String phase) {
    await()
        .until(() ->
            api.get(key)
                .orElseThrow()
                .text("status", "phase")
                .equals(java.util.Optional.of(phase)));
  }

  private Resource volumeOf(String claim) {
    String name =
        api.get(new ResourceKey(Kinds.PVC, NS, claim)).orElseThrow().need("spec", "volumeName");
    return api.get(new ResourceKey(Kinds.PV, "", name)).orElseThrow();
  }

  @Test
  void aBlankDataVolumeBecomesASparseDisk() throws IOException {
    awaitPhase(dataVolume("disk", "", "64Mi"), "Succeeded");
    Resource claim = api.get(new ResourceKey(Kinds.PVC, NS, "disk")).orElseThrow();
    assertThat(claim.text("spec", "storageClassName")).contains("local-raw");
    assertThat(claim.text("status", "phase")).contains("Bound");
    assertThat(claim.label("vmID")).contains("42");
    Path disk = Path.of(volumeOf("disk").need("spec", "local", "path"), "disk.img");
    assertThat(disk).hasSize(64L << 20);
    assertThat(Files.getAttribute(disk, "unix:mode")).isNotNull();
  }

  @Test
  void theQcow2ClassMakesQcow2() throws IOException, InterruptedException {
    Peers.need("qemu-img");
    awaitPhase(dataVolume("disk", "local-qcow2", "64Mi"), "Succeeded");
    Resource volume = volumeOf("disk");
    assertThat(volume.annotation("wherry.io/disk-format")).contains("qcow2");
    Path disk = Path.of(volume.need("spec", "local", "path"), "disk.img");
    Process info = new ProcessBuilder("qemu-img", "info", disk.toString()).start();
    assertThat(new String(info.getInputStream().readAllBytes())).contains("file format: qcow2");
    assertThat(info.waitFor()).isZero();
  }

  @Test
  void aClaimThatIsTooLargeWaitsWithAReason() {
    dataVolume("huge", "local-raw", "4Ei");
    await().until(() -> api.count(Kinds.EVENT) > 0);
    Resource event = api.list(Kinds.EVENT, Selection.in(NS)).getFirst();
    assertThat(event.text("message").orElseThrow()).contains("are free").contains("huge");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void deletingTheClaimRemovesTheData() {
    awaitPhase(dataVolume("disk", "", "1Mi"), "Succeeded");
    Path home = Path.of(volumeOf("disk").need("spec", "local", "path"));
    api.delete(new ResourceKey(Kinds.DATA_VOLUME, NS, "disk"));
    await().until(() -> !Files.exists(home));
    await().until(() -> api.count(Kinds.PV) == 0);
  }

  @Test
  void aClaimInUseIsKept() {
    awaitPhase(dataVolume("disk", "", "1Mi"), "Succeeded");
    Path home = Path.of(volumeOf("disk").need("spec", "local", "path"));
    Resource pod = Resource.of(Kinds.POD, NS, "user");
    pod.tree()
        .putObject("spec")
        .putArray("volumes")
        .addObject()
        .put("name", "v")
        .putObject("persistentVolumeClaim")
        .put("claimName", "disk");
    api.create(Kinds.POD, pod);
    ResourceKey claim = new ResourceKey(Kinds.PVC, NS, "disk");
    api.delete(claim);
    await().until(() -> api.get(claim).orElseThrow().isBeingDeleted());
    assertThat(home).exists();
    api.delete(new ResourceKey(Kinds.POD, NS, "user"));
    await().until(() -> !Files.exists(home));
  }

  @Test
  void otherSourcesFailWithAReason() {
    Resource dv = Resource.of(Kinds.DATA_VOLUME, NS, "web");
    dv.tree().putObject("spec").putObject("source").putObject("http").put("url", "https://x");
    api.create(Kinds.DATA_VOLUME, dv);
    ResourceKey key = new ResourceKey(Kinds.DATA_VOLUME, NS, "web");
    awaitPhase(key, "Failed");
    assertThat(
            api.get(key).orElseThrow().at("status", "conditions").path(2).path("message").asText())
        .contains("blank")
        .contains("http");
  }

  @Test
  void foldersStayInTheirDirectory() {
    for (String name : List.of("../x", "a/b", "", "..", "a..b")) {
      assertThatThrownBy(() -> new VolumeFolder(settings("qemu-img", 0), folder, name))
          .isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void removingDoesNotFollowLinks(@TempDir Path elsewhere) throws IOException {
    Path precious = Files.writeString(elsewhere.resolve("precious"), "data");
    VolumeFolder volume = new VolumeFolder(settings("qemu-img", 0), folder, "pvc-1");
    volume.create(DiskFormat.RAW, 4096);
    Files.createSymbolicLink(volume.path().resolve("link"), elsewhere);
    volume.remove();
    assertThat(volume.path()).doesNotExist();
    assertThat(precious).hasContent("data");
  }

  @Test
  void aMissingQemuImgIsSaid() {
    VolumeFolder volume = new VolumeFolder(settings("/nowhere/qemu-img", 0), folder, "pvc-2");
    assertThatThrownBy(() -> volume.create(DiskFormat.QCOW2, 4096))
        .hasMessageContaining("apt-get install qemu-utils");
  }

  @Test
  void anExistingDiskIsNeverMadeAgain() throws IOException {
    VolumeFolder volume = new VolumeFolder(settings("qemu-img", 0), folder, "pvc-3");
    volume.create(DiskFormat.RAW, 4096);
    Files.writeString(volume.path().resolve("disk.img"), "content");
    volume.create(DiskFormat.RAW, 4096);
    assertThat(volume.path().resolve("disk.img")).hasContent("content");
  }
}
