package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.vsphere.SimDisk;
import io.wherry.testkit.vsphere.SimEstate;
import io.wherry.testkit.vsphere.SimVm;
import io.wherry.testkit.vsphere.VsphereDouble;
import io.wherry.testkit.vsphere.WritingGuest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warm plan through the server, from our own vCenter, while the guest writes. */
@Tag("slow")
class WarmVsphereE2eTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int SIZE = 32 << 20;

  /** As a cutover it means now. */
  private static final String LONG_AGO = "2026-01-01T00:00:00Z";

  @TempDir private Path folder;
  private final SimEstate estate = new SimEstate();
  private final VsphereDouble vcenter = VsphereDouble.vcenter(estate);
  private SimVm vm;
  private WritingGuest guest;

  @BeforeEach
  void start() throws IOException {
    vm = estate.add("web", raw());
    estate.power(vm, "poweredOn");
    estate.misdeeds().consolidationTakes(Duration.ofMillis(500));
    guest = WritingGuest.start(vm, 3, SIZE / 4);
  }

  @AfterEach
  void end() {
    guest.close();
    vcenter.close();
    estate.close();
  }

  /** The upper half is data. */
  private Path raw() throws IOException {
    Path file = folder.resolve("web.raw");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(SIZE);
      byte[] half = new byte[SIZE / 2];
      new Random(1).nextBytes(half);
      raw.seek(SIZE / 2);
      raw.write(half);
    }
    return file;
  }

  @Test
  void theDiskEqualsTheSourceAtPowerOffAlsoWhenTheServerIsKilledBetweenTheRounds()
      throws Exception {
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      apply(server.api());
      awaitPaused(server);
      assertThat(vm.snapshotCount()).isEqualTo(1);
      server.kill();
      server.startAgain();
      awaitPaused(server);
      assertThat(vm.power()).isEqualTo("poweredOn");
      cutOver(server.api());
      await().atMost(SOON).until(() -> isOver(server.api()));
      assertThat(run(server.api()).toPrettyString())
          .contains("\"Succeeded\"")
          .doesNotContain("\"warning\"");
      assertThat(vm.power()).isEqualTo("poweredOff");
      assertThat(vm.snapshotCount()).isZero();
      assertThat(Files.readAllBytes(Scenario.disk(server))).isEqualTo(vm.disk().read(0, SIZE));
      assertThat(
              step(server.api(), "Cutover").path("annotations").path("wherry.io/digest-0").asText())
          .isNotBlank();
      assertThat(run(server.api()).at("/warm/precopies")).hasSize(2);
      assertThat(server.api().list(Kinds.VM, Selection.ALL)).hasSize(1);
    }
  }

  @Test
  void waitsForChangeTrackingAndCancelBetweenTheRoundsLeavesNothingButARunningSource()
      throws Exception {
    vm.disk().track(SimDisk.Tracking.OFF);
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      apply(server.api());
      await()
          .atMost(SOON)
          .until(() -> Scenario.has(plan(server.api()), "VMMissingChangedBlockTracking"));
      assertThat(vm.snapshotCount()).isZero();
      vm.disk().track(SimDisk.Tracking.ON);
      estate.power(vm, "poweredOn"); // the vCenter tells of the change
      awaitPaused(server);
      assertThat(vm.snapshotCount()).isEqualTo(1);
      cancel(server.api());
      await().atMost(SOON).until(() -> has(run(server.api()), "Canceled"));
      await().atMost(SOON).until(() -> vm.snapshotCount() == 0);
      await().atMost(SOON).until(() -> server.api().list(Kinds.PVC, Selection.ALL).isEmpty());
      assertThat(vm.power()).isEqualTo("poweredOn");
      assertThat(server.api().list(Kinds.VM, Selection.ALL)).isEmpty();
      guest.awaitWrites(5); // nothing was stopped on the way
    }
  }

  @Test
  void cancelWhileARoundIsReadLeavesNoSnapshotEither() throws Exception {
    estate.misdeeds().ratePerHost(512 << 10);
    try (ServerProcess server = ServerProcess.start(folder.resolve("w"))) {
      apply(server.api());
      await().atMost(SOON).until(() -> vcenter.served() > 1 << 20);
      cancel(server.api());
      await().atMost(SOON).until(() -> has(run(server.api()), "Canceled"));
      await().atMost(SOON).until(() -> vm.snapshotCount() == 0);
      assertThat(vm.power()).isEqualTo("poweredOn");
    }
  }

  private void awaitPaused(ServerProcess server) {
    await()
        .atMost(SOON)
        .until(() -> run(server.api()).path("phase").asText().equals("CopyingPaused"));
  }

  private static Optional<Resource> plan(KubeApi api) {
    return api.get(new ResourceKey(Kinds.PLAN, Scenario.NS, "web"));
  }

  private static boolean isOver(KubeApi api) {
    return Scenario.has(plan(api), "Succeeded") || Scenario.has(plan(api), "Failed");
  }

  private static JsonNode run(KubeApi api) {
    return plan(api)
        .map(p -> p.at("status", "migration", "vms").path(0))
        .orElse(JsonNodeFactory.instance.missingNode());
  }

  private static JsonNode step(KubeApi api, String name) {
    for (JsonNode step : run(api).path("pipeline")) {
      if (step.path("name").asText().equals(name)) {
        return step;
      }
    }
    throw new AssertionError("no step " + name);
  }

  private static boolean has(JsonNode vm, String condition) {
    for (JsonNode c : vm.path("conditions")) {
      if (c.path("type").asText().equals(condition)) {
        return c.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private static void cutOver(KubeApi api) {
    edit(api, spec -> spec.put("cutover", LONG_AGO));
  }

  private void cancel(KubeApi api) {
    edit(api, spec -> spec.putArray("cancel").addObject().put("id", vm.id()));
  }

  private static void edit(KubeApi api, Consumer<ObjectNode> change) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    change.accept(patch.putObject("spec"));
    Resource _ = api.patch(new ResourceKey(Kinds.MIGRATION, Scenario.NS, "web"), patch);
  }

  private void apply(KubeApi api) throws IOException {
    Scenario.apply(api, "examples/vsphere", this::change);
  }

  private void change(ObjectNode tree) {
    switch (tree.path("kind").asText()) {
      case "Secret" ->
          ((ObjectNode) tree.get("stringData"))
              .put("url", vcenter.url())
              .put("user", VsphereDouble.USER)
              .put("password", VsphereDouble.PASSWORD)
              .put("ca.crt", vcenter.pem());
      case "Provider" -> ((ObjectNode) tree.get("spec")).put("url", vcenter.url());
      case "StorageMap" -> ((ObjectNode) tree.at("/spec/map/0/source")).put("name", "store1");
      case "Plan" -> {
        ObjectNode spec = (ObjectNode) tree.get("spec");
        spec.put("type", "warm").put("skipGuestConversion", true).put("targetPowerState", "off");
        spec.putArray("vms").addObject().put("name", "web");
      }
      default -> {
        // as in the file
      }
    }
  }
}
