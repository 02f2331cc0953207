package io.wherry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.ovirt.OvirtProvider;
import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.Snapshots;
import io.wherry.spi.Snapshots.Consistency;
import io.wherry.spi.Snapshots.Sight;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceType;
import io.wherry.testkit.ovirt.OvirtDouble;
import io.wherry.testkit.ovirt.OvirtEstate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rounds of a warm import by the worker, from our own engine, with a guest that writes. */
class WarmOvirtTest {
  private static final int SIZE = 32 << 20;

  @TempDir private Path folder;
  private final Random random = new Random(7);
  private final OvirtEstate estate = new OvirtEstate();
  private final OvirtDouble engine = OvirtDouble.start(estate);
  private final OvirtProvider provider = new OvirtProvider(Clock.systemUTC());
  private Path raw;
  private String vm;
  private String disk;
  private SourceConnection connection;
  private Map<String, String> held = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    raw = folder.resolve("web.raw");
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    write(SIZE / 4, SIZE / 2);
    vm = estate.machine("web", raw);
    disk = estate.diskOf(vm);
    estate.change("disks", disk, d -> d.put("backup", "incremental"));
    estate.change("vms", vm, v -> v.put("status", "up"));
    Map<String, String> secret =
        Map.of("user", OvirtDouble.USER, "password", OvirtDouble.PASSWORD, "ca.crt", engine.pem());
    Path keys = Files.createDirectories(folder.resolve("secret"));
    for (var key : secret.entrySet()) {
      Files.writeString(keys.resolve(key.getKey()), key.getValue());
    }
    connection =
        provider.connect(
            new Endpoint("u", "ns", "rhv", engine.url(), Map.of()), new Credentials(secret));
  }

  @AfterEach
  void end() {
    connection.close();
    engine.close();
  }

  private void write(long at, int length) throws IOException {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.seek(at);
      file.write(bytes);
    }
  }

  private void guestWrites() throws IOException {
    for (int i = 0; i < 20; i++) {
      write(random.nextLong(SIZE - 4096), 4096);
    }
  }

  @Test
  void theTargetEqualsTheSourceAtPowerOffWhateverHappensBetweenTheRounds() throws Exception {
    WorkerReport first = round("0");
    assertThat(first.warnings()).isEmpty();
    assertThat(read(first)).isBetween(SIZE / 2L, SIZE - 1L);

    guestWrites();
    engine.endTokens();
    engine.images().loseTicketsAfter(300_000);
    WorkerReport delta = round("1");
    assertThat(delta.warnings()).isEmpty();
    assertThat(read(delta)).isBetween(1L, SIZE / 2L);
    assertThat(engine.transferPhases()).contains("cancelled");

    guestWrites();
    engine.loseCheckpoints();
    WorkerReport lost = round("2");
    assertThat(lost.warnings())
        .singleElement()
        .asString()
        .contains(disk, "the whole disk was compared");

    guestWrites();
    connection.power().orElseThrow().shutDown(vm);
    WorkerReport last = round("final");
    assertThat(last.warnings()).isEmpty();
    assertThat(read(last)).isBetween(1L, SIZE / 2L);
    assertThat(Files.readAllBytes(target("warm"))).isEqualTo(Files.readAllBytes(raw));
    assertThat(digest(last)).isEqualTo(digest(copy("cold", WorkerTask.Round.WHOLE)));
    assertThat(estate.status("disks", disk)).isEqualTo("ok");
    assertThat(engine.backupPhases()).containsOnly("succeeded");
  }

  /** What the route does for one round: backup, copy, its end. */
  private WorkerReport round(String name) {
    Snapshots backups = connection.snapshots().orElseThrow();
    backups.create(vm, "wherry-" + name, Consistency.CRASH, held);
    String backup = ((Sight.Ready) backups.find(vm, "wherry-" + name)).snapshotId();
    Map<String, String> now = backups.checkpoints(vm, backup);
    var tracking =
        Map.of(
            disk,
            new WorkerTask.Tracking(
                Objects.requireNonNull(now.get(disk)), held.getOrDefault(disk, "")));
    WorkerReport report = copy("warm", new WorkerTask.Round("run", backup, tracking));
    held = now;
    backups.remove(vm, "wherry-" + name);
    assertThat(backups.find(vm, "wherry-" + name)).isEqualTo(new Sight.None());
    return report;
  }

  private WorkerReport copy(String name, WorkerTask.Round round) {
    var source =
        new WorkerTask.Source(
            "ovirt", engine.url(), vm, "", folder.resolve("secret").toString(), Map.of());
    var one = new WorkerTask.Disk(disk, target(name).toString(), SIZE);
    try (CopyStatus status = CopyStatus.of(Map.of(), _ -> {})) {
      return new CopyCommand(
              Map.of(SourceType.OVIRT, provider),
              new PodPaths(List.of()),
              _ -> {},
              Clock.systemUTC(),
              status)
          .run(new WorkerTask.Copy(source, List.of(one), round));
    }
  }

  private Path target(String name) {
    try {
      return Files.createDirectories(folder.resolve(name)).resolve("disk.img");
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
}
