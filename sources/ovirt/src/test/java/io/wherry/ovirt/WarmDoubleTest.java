package io.wherry.ovirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;
import io.wherry.spi.Snapshots;
import io.wherry.spi.Snapshots.Consistency;
import io.wherry.spi.Snapshots.Sight;
import io.wherry.spi.SourceConnection;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds by incremental backups, and what can go wrong with them. */
class WarmDoubleTest {
  private static final String MARK = "wherry-11111111-22222222";

  @TempDir private Path folder;
  private Doubles doubles;
  private SourceConnection connection;
  private Snapshots backups;
  private String vm;
  private String disk;

  @BeforeEach
  void start() throws IOException {
    doubles = new Doubles(folder);
    vm = doubles.machine("web");
    disk = doubles.estate.diskOf(vm);
    doubles.estate.change("disks", disk, d -> d.put("backup", "incremental"));
    doubles.estate.change("vms", vm, v -> v.put("status", "up"));
    connection = doubles.connect();
    backups = connection.snapshots().orElseThrow();
  }

  @AfterEach
  void end() {
    connection.close();
    doubles.close();
  }

  private String backup(String name, Map<String, String> since) {
    backups.create(vm, MARK + name, Consistency.QUIESCED, since);
    assertThat(backups.find(vm, MARK + name)).isInstanceOf(Sight.Ready.class);
    return ((Sight.Ready) backups.find(vm, MARK + name)).snapshotId();
  }

  private void finish(String name) {
    backups.remove(vm, MARK + name);
    backups.remove(vm, MARK + name);
    assertThat(backups.find(vm, MARK + name)).isEqualTo(new Sight.None());
  }

  private DiskRequest request(String backup) {
    return new DiskRequest(vm, disk, backup, MARK);
  }

  private void guestWrites(long at) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(folder.resolve("web.raw").toFile(), "rw")) {
      raw.seek(at);
      raw.write("the guest was here".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void aSecondRoundReadsWhatTheGuestHasWrittenBetween() throws Exception {
    byte[] before = Files.readAllBytes(folder.resolve("web.raw"));
    String first = backup("-0", Map.of());
    Map<String, String> held = backups.checkpoints(vm, first);
    assertThat(held).containsOnlyKeys(disk);
    guestWrites(5 << 20);
    try (BlockReader reader = connection.openDisk(request(first))) {
      ByteBuffer bytes = ByteBuffer.allocate(64);
      reader.read(5 << 20, bytes);
      assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(before, 5 << 20, 64)); // as it was
    }
    finish("-0");

    String second = backup("-1", held);
    DiskChanges changes = connection.changes(request(second), held.get(disk));
    assertThat(changes).isInstanceOf(DiskChanges.Known.class);
    List<Extent> ranges = ((DiskChanges.Known) changes).ranges();
    assertThat(ranges).hasSize(1);
    assertThat(ranges.getFirst().offset()).isEqualTo(5 << 20);
    assertThat(ranges.getFirst().length()).isEqualTo(64 << 10);
    try (BlockReader reader = connection.openDisk(request(second))) {
      ByteBuffer bytes = ByteBuffer.allocate(18);
      reader.read(5 << 20, bytes);
      assertThat(new String(bytes.array(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("the guest was here");
    }
    finish("-1");
    assertThat(doubles.engine.checkpoints(vm)).isEqualTo(2);
    connection.release(vm, MARK);
    assertThat(doubles.engine.checkpoints(vm)).isZero();
    assertThat(doubles.engine.backupPhases()).containsOnly("succeeded");
    assertThat(doubles.estate.status("disks", disk)).isEqualTo("ok");
  }

  @Test
  void aLostCheckpointMeansThatAllIsCompared() {
    String first = backup("-0", Map.of());
    Map<String, String> held = backups.checkpoints(vm, first);
    finish("-0");
    doubles.engine.loseCheckpoints();
    String second = backup("-1", held);
    assertThat(connection.changes(request(second), held.get(disk)))
        .isInstanceOf(DiskChanges.Unknown.class);
  }

  @Test
  void disksThatAreNotTrackedAreReadWithoutACheckpoint() {
    doubles.estate.change("disks", disk, d -> d.put("backup", "none"));
    String first = backup("-0", Map.of());
    assertThat(backups.checkpoints(vm, first)).isEmpty();
    finish("-0");
    assertThat(backup("-1", Map.of(disk, "some"))).isNotEmpty();
  }

  @Test
  void aGuestThatDoesNotRestFailsOnlyWhereItMust() {
    doubles.engine.refuseConsistency();
    backups.create(vm, MARK + "-0", Consistency.QUIESCED, Map.of());
    assertThat(backups.find(vm, MARK + "-0")).isInstanceOf(Sight.Failed.class);
    backups.create(vm, MARK + "-0", Consistency.CRASH, Map.of());
    assertThat(backups.find(vm, MARK + "-0")).isInstanceOf(Sight.Ready.class);
    assertThat(backups.marks(vm)).containsExactly(MARK + "-0");
  }

  @Test
  void aBackupHoldsUpItsMachineUntilItIsEnded() {
    String _ = backup("-0", Map.of());
    assertThat(backups.endWithTheirCopy()).isTrue();
    assertThatThrownBy(() -> connection.power().orElseThrow().shutDown(vm))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("during a backup");
    assertThatThrownBy(() -> backups.create(vm, MARK + "-1", Consistency.CRASH, Map.of()))
        .isInstanceOf(PeerUnavailable.class);
    finish("-0");
    connection.power().orElseThrow().shutDown(vm);
  }

  @Test
  void aBackupThatSomebodyEndsIsNotTakenForGood() {
    String first = backup("-0", Map.of());
    try (BlockReader reader = connection.openDisk(request(first))) {
      assertThat(reader.version()).contains(first);
      doubles.engine.endBackups();
      assertThatThrownBy(reader::version)
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("Leave backups");
    }
    assertThat(doubles.estate.status("disks", disk)).isEqualTo("ok");
  }

  @Test
  void aMachineThatIsGoneIsNoReasonToFailAtTheEnd() {
    connection.release("nobody", MARK);
    assertThat(doubles.engine.backupPhases()).isEmpty();
  }
}
