package io.wherry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.ova.OvaProvider;
import io.wherry.peers.Peers;
import io.wherry.resources.WorkerMount;
import io.wherry.resources.WorkerProgress;
import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.SourceMachine;
import io.wherry.testkit.TestAppliance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker as the node runs it: a process with its task in the environment. */
class WorkerPeerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SIZE = 48L << 20;

  @TempDir private Path folder;

  @BeforeEach
  void need() throws IOException {
    Peers.need("qemu-img");
    Files.createDirectories(folder.resolve("volume"));
  }

  /** What the inventory says about the appliance's machine. */
  private static SourceMachine machine(TestAppliance appliance) {
    AtomicReference<SourceMachine> found = new AtomicReference<>();
    try (var connection =
        new OvaProvider(Clock.systemUTC())
            .connect(
                new Endpoint("u", "n", "p", "localhost:" + appliance.catalog(), Map.of()),
                Credentials.NONE)) {
      connection.follow(
          new InventoryListener() {
            @Override
            public void put(InventoryRow row) {
              row.machine().ifPresent(found::set);
            }

            @Override
            public void remove(String collection, String id) {}

            @Override
            public void parity() {}

            @Override
            public void failed(String message) {}
          });
      await().atMost(Duration.ofSeconds(20)).until(() -> found.get() != null);
    }
    return found.get();
  }

  private Process start(TestAppliance appliance, SourceMachine machine, WorkerMount volume)
      throws IOException {
    var source = new WorkerTask.Source("ova", "localhost:/x", machine.id(), "/ova", "", Map.of());
    var disk =
        new WorkerTask.Disk(machine.disks().getFirst().id(), "/mnt/disks/disk0/disk.img", SIZE);
    WorkerTask task = new WorkerTask.Copy(source, List.of(disk), WorkerTask.Round.WHOLE);
    var share = new WorkerMount("/ova", appliance.catalog().toString(), "raw", true, 0);
    return start(JSON.writerFor(WorkerTask.class).writeValueAsString(task), List.of(share, volume));
  }

  private Process start(String task, List<WorkerMount> mounts) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.wherry.worker.WorkerMain")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().put(WorkerTask.ENVIRONMENT_VARIABLE, task);
    builder.environment().put(WorkerMount.ENVIRONMENT_VARIABLE, JSON.writeValueAsString(mounts));
    builder.environment().put(WorkerReport.ENVIRONMENT_VARIABLE, report().toString());
    return builder.start();
  }

  private Path log() {
    return folder.resolve("log");
  }

  private Path report() {
    return folder.resolve("report");
  }

  private Path disk() {
    return folder.resolve("volume/disk.img");
  }

  private WorkerMount volume(String format, long capacity) {
    return new WorkerMount(
        "/mnt/disks/disk0", folder.resolve("volume").toString(), format, false, capacity);
  }

  private WorkerReport ended(Process worker) throws IOException, InterruptedException {
    assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
    WorkerReport report = JSON.readValue(report().toFile(), WorkerReport.class);
    assertThat(report.succeeded()).isEqualTo(worker.exitValue() == 0);
    assertThat(Files.size(report())).isLessThanOrEqualTo(4096);
    return report;
  }

  private void assertSame(TestAppliance appliance, String format)
      throws IOException, InterruptedException {
    TestAppliance.run(
        folder,
        "qemu-img",
        "compare",
        "-f",
        "raw",
        "-F",
        format,
        appliance.original().toString(),
        disk().toString());
  }

  @Test
  void copiesAndReportsProgress() throws Exception {
    TestAppliance appliance = TestAppliance.make(folder, SIZE, "");
    WorkerReport report = ended(start(appliance, machine(appliance), volume("raw", 0)));
    assertThat(report.succeeded()).as(report.message()).isTrue();
    assertSame(appliance, "raw");
    assertThat(Files.size(disk())).isEqualTo(SIZE);
    List<WorkerProgress> lines =
        Files.readAllLines(log()).stream().flatMap(l -> WorkerProgress.parse(l).stream()).toList();
    assertThat(lines).extracting(WorkerProgress::phase).contains("copy", "verify");
    assertThat(lines.getLast().done()).isEqualTo(lines.getLast().total());
  }

  @Test
  void copiesIntoQcow2() throws Exception {
    Peers.need("qemu-nbd");
    TestAppliance appliance = TestAppliance.make(folder, SIZE, "");
    TestAppliance.run(folder, "qemu-img", "create", "-q", "-f", "qcow2", disk().toString(), "64M");
    WorkerReport report = ended(start(appliance, machine(appliance), volume("qcow2", 0)));
    assertThat(report.succeeded()).as(report.message()).isTrue();
    assertSame(appliance, "qcow2");
  }

  @Test
  void killedAgainAndAgainItEndsWithTheSameDisk() throws Exception {
    TestAppliance appliance = TestAppliance.make(folder, SIZE, "");
    SourceMachine machine = machine(appliance);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 6; i++) {
      Process worker = start(appliance, machine, volume("raw", 0));
      if (!worker.waitFor(250 + random.nextInt(900), TimeUnit.MILLISECONDS)) {
        // It may have finished just now; whatever it left must be enough to go on.
        int _ = worker.destroyForcibly().waitFor();
      }
    }
    WorkerReport report = ended(start(appliance, machine, volume("raw", 0)));
    assertThat(report.succeeded()).as("seed %d: %s", seed, report.message()).isTrue();
    assertSame(appliance, "raw");
  }

  @Test
  void aWrongDigestFailsTheCopy() throws Exception {
    TestAppliance appliance = TestAppliance.make(folder, SIZE, "0".repeat(64));
    WorkerReport report = ended(start(appliance, machine(appliance), volume("raw", 0)));
    assertThat(report.succeeded()).isFalse();
    assertThat(report.retryable()).isFalse();
    assertThat(report.message()).contains("tiny-disk1.vmdk");
  }

  @Test
  void aTargetThatIsTooSmallIsRefusedBeforeAnythingIsWritten() throws Exception {
    TestAppliance appliance = TestAppliance.make(folder, SIZE, "");
    WorkerReport report = ended(start(appliance, machine(appliance), volume("raw", SIZE - 1)));
    assertThat(report.message()).contains("Use a larger volume");
    assertThat(disk()).doesNotExist();
  }

  @Test
  void aLinkInTheVolumeLeadsNowhere() throws Exception {
    TestAppliance appliance = TestAppliance.make(folder, SIZE, "");
    Path outside = Files.writeString(folder.resolve("precious"), "data");
    Files.createSymbolicLink(disk(), outside);
    WorkerReport report = ended(start(appliance, machine(appliance), volume("raw", 0)));
    assertThat(report.message()).contains("leads out of its volume");
    assertThat(outside).hasContent("data");
  }

  @Test
  void aFullDiskIsSaidAndTheCopyGoesOnWhenThereIsRoom() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      Peers.missing("mounting a tiny file system needs root");
    }
    TestAppliance appliance = TestAppliance.make(folder, SIZE, "");
    Path volume = folder.resolve("volume");
    TestAppliance.run(folder, "mount", "-t", "tmpfs", "-o", "size=6m", "tiny", volume.toString());
    try {
      SourceMachine machine = machine(appliance);
      Process worker = start(appliance, machine, volume("raw", 0));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.exists(log()) && Files.readString(log()).contains("waiting for room"));
      TestAppliance.run(folder, "mount", "-o", "remount,size=80m", volume.toString());
      WorkerReport report = ended(worker);
      assertThat(report.succeeded()).as(report.message()).isTrue();
      assertSame(appliance, "raw");
    } finally {
      TestAppliance.run(folder, "umount", volume.toString());
    }
  }

  @Test
  void askedToEndItStopsSoonAndSaysThatItCanGoOn() throws Exception {
    TestAppliance appliance = TestAppliance.make(folder, SIZE, "");
    Process worker = start(appliance, machine(appliance), volume("raw", 0));
    await().until(() -> Files.exists(log()) && Files.size(log()) > 0 || !worker.isAlive());
    worker.destroy();
    WorkerReport report = ended(worker);
    assertThat(report.succeeded() || report.retryable()).as(report.message()).isTrue();
  }

  @Test
  void aTaskThatIsNoneIsRefused() throws Exception {
    WorkerReport report = ended(start("{\"task\": \"dance\"}", List.of()));
    assertThat(report.message()).contains("task");
  }
}
