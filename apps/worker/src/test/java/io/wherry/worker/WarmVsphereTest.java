package io.wherry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.PowerState;
import io.wherry.spi.Snapshots;
import io.wherry.spi.Snapshots.Consistency;
import io.wherry.spi.Snapshots.Sight;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceType;
import io.wherry.testkit.vsphere.SimEstate;
import io.wherry.testkit.vsphere.SimVm;
import io.wherry.testkit.vsphere.VsphereDouble;
import io.wherry.testkit.vsphere.WritingGuest;
import io.wherry.vsphere.VsphereProvider;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rounds of a warm import by the worker, from our own vCenter, while the guest writes. */
class WarmVsphereTest {
  private static final int SIZE = 32 << 20;
  private static final String DISK = "[store1] web/web.vmdk";
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final SimEstate estate = new SimEstate();
  private final VsphereDouble server = VsphereDouble.vcenter(estate);
  private final VsphereProvider provider = new VsphereProvider(Clock.systemUTC());
  private SimVm vm;
  private WritingGuest guest;
  private SourceConnection connection;
  private String held = "";

  @BeforeEach
  void start() throws IOException {
    vm = estate.add("web", raw());
    estate.power(vm, "poweredOn");
    estate.misdeeds().consolidationTakes(Duration.ofMillis(300));
    guest = WritingGuest.start(vm, 7, SIZE / 4);
    secret();
    connection =
        provider.connect(
            new Endpoint("u", "ns", "vc", server.url(), Map.of()),
            new Credentials(
                Map.of(
                    "user", VsphereDouble.USER,
                    "password", VsphereDouble.PASSWORD,
                    "thumbprint", server.thumbprint())));
  }

  @AfterEach
  void end() {
    guest.close();
    connection.close();
    server.close();
    estate.close();
  }

  /** Half of it is data. */
  private Path raw() throws IOException {
    Path file = folder.resolve("web.raw");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(SIZE);
      byte[] half = new byte[SIZE / 2];
      new Random(1).nextBytes(half);
      raw.seek(SIZE / 4);
      raw.write(half);
    }
    return file;
  }

  private void secret() throws IOException {
    Path secret = Files.createDirectories(folder.resolve("secret"));
    Files.writeString(secret.resolve("user"), VsphereDouble.USER);
    Files.writeString(secret.resolve("password"), VsphereDouble.PASSWORD);
    Files.writeString(secret.resolve("thumbprint"), server.thumbprint());
  }

  @Test
  void theTargetEqualsTheSourceAtPowerOffWhateverHappensBetweenTheRounds() throws Exception {
    WorkerReport first = round("0");
    assertThat(first.warnings()).isEmpty();
    assertThat(read(first)).isBetween(SIZE / 2L, SIZE - 1L);

    guest.awaitWrites(20);
    WorkerReport delta = endingSessions(() -> round("1"));
    assertThat(delta.warnings()).isEmpty();
    assertThat(read(delta)).isBetween(1L, SIZE / 2L);

    guest.awaitWrites(20);
    vm.disk().resetTracking();
    WorkerReport reset = round("2");
    assertThat(reset.warnings())
        .singleElement()
        .asString()
        .contains(DISK, "was reset since the last round", "the whole disk was compared");
    assertThat(read(reset)).isEqualTo(SIZE);

    guest.awaitWrites(20);
    assertThat(read(round("3"))).isBetween(1L, SIZE / 2L);

    guest.awaitWrites(20);
    powerOff();
    WorkerReport last = round("final");
    assertThat(last.warnings()).isEmpty();
    assertThat(read(last)).isBetween(1L, SIZE / 2L);
    byte[] source = vm.disk().read(0, SIZE);
    assertThat(Files.readAllBytes(target("warm"))).isEqualTo(source);
    assertThat(digest(last)).isNotBlank().isEqualTo(digest(copy("cold", WorkerTask.Round.WHOLE)));
    assertThat(vm.snapshotCount()).isZero();
  }

  @Test
  void aConnectionThatBreaksOffInTheMiddleOfARoundLosesNothing() throws Exception {
    var _ = round("0");
    guest.awaitWrites(20);
    estate.misdeeds().cutNextDataAfter(1000);
    assertThat(round("1").succeeded()).isTrue();
    guest.awaitWrites(20);
    powerOff();
    assertThat(round("final").warnings()).isEmpty();
    assertThat(Files.readAllBytes(target("warm"))).isEqualTo(vm.disk().read(0, SIZE));
  }

  private void powerOff() {
    var power = connection.power().orElseThrow();
    power.shutDown(vm.id());
    await().atMost(SOON).until(() -> power.state(vm.id()) == PowerState.Off);
  }

  /** What the route does for one round: snapshot, copy, removal waited for. */
  private WorkerReport round(String mark) {
    Snapshots snapshots = connection.snapshots().orElseThrow();
    snapshots.create(vm.id(), mark, Consistency.CRASH);
    var ready = (Sight.Ready) awaitSight(snapshots, mark, Sight.Ready.class);
    String now =
        Objects.requireNonNull(snapshots.checkpoints(vm.id(), ready.snapshotId()).get(DISK));
    var tracking = Map.of(DISK, new WorkerTask.Tracking(now, held));
    WorkerReport report = copy("warm", new WorkerTask.Round("run", ready.snapshotId(), tracking));
    held = now;
    snapshots.remove(vm.id(), mark);
    var _ = awaitSight(snapshots, mark, Sight.None.class);
    return report;
  }

  private Sight awaitSight(Snapshots snapshots, String mark, Class<? extends Sight> kind) {
    return await().atMost(SOON).until(() -> snapshots.find(vm.id(), mark), kind::isInstance);
  }

  private WorkerReport copy(String name, WorkerTask.Round round) {
    var source =
        new WorkerTask.Source(
            "vsphere", server.url(), vm.id(), "", folder.resolve("secret").toString(), Map.of());
    var disk = new WorkerTask.Disk(DISK, target(name).toString(), SIZE);
    try (CopyStatus status = CopyStatus.of(Map.of(), _ -> {})) {
      return new CopyCommand(
              Map.of(SourceType.VSPHERE, provider),
              new PodPaths(List.of()),
              _ -> {},
              Clock.systemUTC(),
              status)
          .run(new WorkerTask.Copy(source, List.of(disk), round));
    }
  }

  private Path target(String name) {
    Path volume = folder.resolve(name);
    try {
      return Files.createDirectories(volume).resolve("disk.img");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long read(WorkerReport report) {
    return Long.parseLong(Objects.requireNonNull(report.facts().get("bytesRead")));
  }

  private static String digest(WorkerReport report) {
    return Objects.requireNonNull(report.facts().get("digest-0"));
  }

  /** The vCenter forgets everybody after the first bytes of a round, as when it restarts. */
  private WorkerReport endingSessions(java.util.function.Supplier<WorkerReport> round) {
    estate.misdeeds().ratePerHost(4 << 20);
    long before = server.served();
    int logins = server.logins();
    Thread restart =
        Thread.ofVirtual()
            .start(() -> {
              await()
                  .pollInterval(Duration.ofMillis(5))
                  .atMost(SOON)
                  .until(() -> server.served() > before + (1 << 20));
              server.endSessions();
            });
    WorkerReport report = round.get();
    assertThat(restart.isAlive()).as("the sessions ended while the round was read").isFalse();
    // The worker's own first login, and both of us again.
    assertThat(server.logins()).isGreaterThanOrEqualTo(logins + 2);
    estate.misdeeds().ratePerHost(0);
    return report;
  }
}
