package io.wherry.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.peers.guest.RecorderEvidence;
import io.wherry.peers.guest.RecorderGuest;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.move.DiskJob;
import io.wherry.qemu.move.DiskJobs.CopyMode;
import io.wherry.qemu.move.DiskJobs.Pace;
import io.wherry.qemu.move.Listening;
import io.wherry.qemu.move.MirrorTarget;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveSettings;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.qemu.move.MoveTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks of a running guest are copied by real QEMUs while it writes records to them. */
class DisksPeerTest {
  private static final String DISK = "disk0";
  private static final Pace BACKGROUND = new Pace(CopyMode.BACKGROUND, 0);
  private static final Pace BLOCKING = new Pace(CopyMode.WRITE_BLOCKING, 0);

  @TempDir private Path folder;
  private final Movers movers = new Movers();

  @AfterEach
  void end() {
    movers.close();
  }

  private RunningMachine started() {
    Path disk = RecorderGuest.disk(folder.resolve("disk.img"), RecorderGuest.Load.IDLE);
    RunningMachine machine = movers.start(folder, disk);
    awaitRecords(disk, 5);
    return machine;
  }

  private RecorderEvidence evidence(Path disk) {
    return RecorderEvidence.of(disk, movers.consoles());
  }

  private void awaitRecords(Path disk, long more) {
    long now = Files.exists(disk) ? evidence(disk).highest() : 0;
    await().until(() -> evidence(disk).highest() >= now + more);
  }

  private Path empty(String name, long bytes) throws IOException {
    Path file = folder.resolve(name);
    try (var out = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(bytes);
    }
    return file;
  }

  private static void awaitPhase(RunningMachine machine, String tag, DiskJob.Phase phase) {
    await().until(() -> machine.disks().find(DISK, tag).orElseThrow().phase() == phase);
  }

  @Test
  void aRunningMachineChangesItsDisk() throws IOException {
    RunningMachine machine = started();
    Path second = empty("second.img", RecorderGuest.DISK_BYTES);
    machine.disks().mirror(DISK, "a", new MirrorTarget.LocalFile(second, "raw"), BACKGROUND);
    awaitPhase(machine, "a", DiskJob.Phase.READY);
    assertThat(machine.disks().image(DISK)).contains(folder.resolve("disk.img").toString());
    machine.disks().pivot(DISK, "a");
    awaitPhase(machine, "a", DiskJob.Phase.CONCLUDED);
    assertThat(machine.disks().find(DISK, "a").orElseThrow().error()).isEmpty();
    machine.disks().forget(DISK, "a");
    assertThat(machine.disks().image(DISK)).contains(second.toString());
    assertThat(machine.disks().all()).isEmpty();
    awaitRecords(second, 5);
    Path third = empty("third.img", RecorderGuest.DISK_BYTES);
    machine.disks().mirror(DISK, "b", new MirrorTarget.LocalFile(third, "raw"), BLOCKING);
    awaitPhase(machine, "b", DiskJob.Phase.READY);
    machine.disks().pivot(DISK, "b");
    awaitPhase(machine, "b", DiskJob.Phase.CONCLUDED);
    machine.disks().forget(DISK, "b");
    awaitRecords(third, 5);
    machine.kill();
    assertThat(evidence(third).faults()).isEmpty();
  }

  @Test
  void anAbandonedCopyLeavesTheDiskAsItWas() throws IOException {
    RunningMachine machine = started();
    Path second = empty("second.img", RecorderGuest.DISK_BYTES);
    Pace slow = new Pace(CopyMode.BACKGROUND, 64 << 10);
    machine.disks().mirror(DISK, "a", new MirrorTarget.LocalFile(second, "raw"), slow);
    machine.disks().limit(DISK, "a", 32 << 10);
    assertThat(machine.disks().find(DISK, "a").orElseThrow().phase())
        .isEqualTo(DiskJob.Phase.RUNNING);
    machine.disks().abandon(DISK, "a");
    awaitPhase(machine, "a", DiskJob.Phase.CONCLUDED);
    machine.disks().forget(DISK, "a");
    machine.disks().mirror(DISK, "a", new MirrorTarget.LocalFile(second, "raw"), BACKGROUND);
    awaitPhase(machine, "a", DiskJob.Phase.READY);
    machine.kill();
    assertThat(evidence(folder.resolve("disk.img")).faults()).isEmpty();
  }

  @Test
  void aTargetThatIsTooSmallOrMissingIsRefused() throws IOException {
    RunningMachine machine = started();
    Path small = empty("small.img", 1 << 20);
    MirrorTarget missing = new MirrorTarget.LocalFile(folder.resolve("none.img"), "raw");
    assertThatThrownBy(() -> machine.disks().mirror(DISK, "a", missing, BACKGROUND))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("none.img");
    machine.disks().mirror(DISK, "b", new MirrorTarget.LocalFile(small, "raw"), BACKGROUND);
    awaitPhase(machine, "b", DiskJob.Phase.CONCLUDED);
    assertThat(machine.disks().find(DISK, "b").orElseThrow().error()).isNotEmpty();
    machine.disks().forget(DISK, "b");
    awaitRecords(folder.resolve("disk.img"), 3);
  }

  @Test
  void aMachineMovesWithItsDisk() throws Exception {
    RunningMachine source = started();
    Movers.Security tls = Movers.certificates(folder, "node-a", "node-b");
    Path other = empty("other.img", RecorderGuest.DISK_BYTES);
    RunningMachine target = movers.receiveOn(folder, other, source.hardware().orElseThrow());
    Listening where = new Listening("127.0.0.1", tls.server());
    int disks = target.incoming().export(where, List.of(DISK));
    int port = target.incoming().listen(where, MoveSettings.PLAIN);
    source
        .disks()
        .mirror(
            DISK, "a", new MirrorTarget.Export("127.0.0.1", disks, DISK, tls.client()), BLOCKING);
    awaitPhase(source, "a", DiskJob.Phase.READY);
    source
        .outgoing()
        .begin(
            new MoveTarget("127.0.0.1", port, tls.client()),
            MoveSettings.PLAIN,
            MoveLimits.UNLIMITED);
    await().until(() -> source.outgoing().progress().status() == MoveStatus.PRE_SWITCHOVER);
    source.disks().seal(DISK, "a");
    awaitPhase(source, "a", DiskJob.Phase.CONCLUDED);
    assertThat(source.disks().find(DISK, "a").orElseThrow().error()).isEmpty();
    source.disks().forget(DISK, "a");
    assertThat(Files.mismatch(folder.resolve("disk.img"), other)).as("equal").isEqualTo(-1);
    source.outgoing().proceed();
    await().until(() -> target.incoming().progress().status() == MoveStatus.COMPLETED);
    target.incoming().closeExports();
    target.resume();
    source.quit();
    awaitRecords(other, 5);
    target.kill();
    assertThat(evidence(other).faults()).isEmpty();
    assertThat(evidence(other).boots()).isEqualTo(1);
  }
}
