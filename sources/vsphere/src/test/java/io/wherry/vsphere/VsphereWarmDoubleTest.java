package io.wherry.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Capability;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;
import io.wherry.spi.Snapshots;
import io.wherry.spi.Snapshots.Consistency;
import io.wherry.spi.Snapshots.Sight;
import io.wherry.spi.SourceConnection;
import io.wherry.testkit.vsphere.SimDisk;
import io.wherry.testkit.vsphere.SimVm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks of a machine that runs, read as they were at a snapshot, against our own vCenter. */
class VsphereWarmDoubleTest {
  private static final String DISK = "[store1] web/web.vmdk";

  @TempDir private Path folder;
  private Doubles doubles;
  private SimVm vm;
  private SourceConnection connection;
  private Snapshots snapshots;

  @BeforeEach
  void start() throws IOException {
    doubles = new Doubles(folder);
    vm = doubles.machine("web");
    doubles.estate.power(vm, "poweredOn");
    connection = doubles.connect();
    snapshots = connection.snapshots().orElseThrow();
  }

  @AfterEach
  void end() {
    connection.close();
    doubles.close();
  }

  private String snapshot(String mark) {
    snapshots.create(vm.id(), mark, Consistency.CRASH);
    return VsphereSnapshotsContract.awaitSight(snapshots, vm.id(), mark, Sight.Ready.class)
        .snapshotId();
  }

  private void remove(String mark) {
    snapshots.remove(vm.id(), mark);
    var _ = VsphereSnapshotsContract.awaitSight(snapshots, vm.id(), mark, Sight.None.class);
  }

  private String checkpoint(String snapshot) {
    return Objects.requireNonNull(snapshots.checkpoints(vm.id(), snapshot).get(DISK));
  }

  private DiskRequest at(String snapshot) {
    return new DiskRequest(vm.id(), DISK, snapshot, "run");
  }

  private static byte[] all(BlockReader reader) {
    byte[] all = new byte[Doubles.SIZE];
    reader.read(0, ByteBuffer.wrap(all));
    return all;
  }

  /** A guest's write over the border of two tracked blocks. */
  private void write(int block, int value) {
    byte[] bytes = new byte[1000];
    java.util.Arrays.fill(bytes, (byte) value);
    vm.disk().write((long) block * SimDisk.BLOCK - 500, bytes);
  }

  @Test
  void theProviderSaysThatItMigratesWarm() {
    assertThat(new VsphereProvider(Clock.systemUTC()).capabilities()).contains(Capability.WARM);
  }

  @Test
  void aSnapshotStaysAsItWasHoweverTheGuestWrites() {
    byte[] then = vm.disk().read(0, Doubles.SIZE);
    String snapshot = snapshot("m");
    try (BlockReader reader = connection.openDisk(at(snapshot))) {
      write(3, 1);
      write(60, 2);
      assertThat(all(reader)).isEqualTo(then).isNotEqualTo(vm.disk().read(0, Doubles.SIZE));
      assertThat(reader.extents())
          .extracting(Extent::kind)
          .containsExactly(ExtentKind.HOLE, ExtentKind.DATA, ExtentKind.HOLE, ExtentKind.DATA);
    }
  }

  @Test
  void aLaterRoundIsToldExactlyWhatWasWrittenInBetween() {
    doubles.estate.misdeeds().areasPerAnswer(1);
    String first = checkpoint(snapshot("0"));
    write(3, 1);
    write(90, 2);
    remove("0");
    write(20, 3);
    String second = snapshot("1");
    write(50, 4);
    assertThat(connection.changes(at(second), first))
        .isEqualTo(new DiskChanges.Known(List.of(pair(3), pair(20), pair(90))));
    try (BlockReader reader = connection.openDisk(at(second))) {
      assertThat(all(reader)[20 * SimDisk.BLOCK]).isEqualTo((byte) 3);
      assertThat(all(reader)[50 * SimDisk.BLOCK]).isNotEqualTo((byte) 4);
    }
  }

  private static Extent pair(int block) {
    return new Extent((block - 1L) * SimDisk.BLOCK, 2 * SimDisk.BLOCK, ExtentKind.DATA);
  }

  @Test
  void changesAreUnknownAfterTrackingWasReset() {
    String first = checkpoint(snapshot("0"));
    remove("0");
    vm.disk().resetTracking();
    assertThat(connection.changes(at(snapshot("1")), first))
        .isInstanceOfSatisfying(
            DiskChanges.Unknown.class,
            u -> assertThat(u.why()).contains(DISK, "was reset since the last round"));
  }

  @Test
  void changesAreUnknownWhenTheResetComesBetweenSnapshotAndQuestion() {
    String first = checkpoint(snapshot("0"));
    remove("0");
    String second = snapshot("1");
    vm.disk().resetTracking();
    assertThat(connection.changes(at(second), first))
        .isInstanceOfSatisfying(
            DiskChanges.Unknown.class,
            u -> assertThat(u.why()).contains("cannot say what changed", "Error caused by file"));
  }

  @Test
  void withoutTrackingAllIsReadAndTheUserIsToldWhatToSwitchOn() {
    String first = checkpoint(snapshot("0"));
    remove("0");
    vm.disk().track(SimDisk.Tracking.OFF);
    String second = snapshot("1");
    assertThat(snapshots.checkpoints(vm.id(), second)).isEmpty();
    assertThat(connection.changes(at(second), first))
        .isInstanceOfSatisfying(
            DiskChanges.Unknown.class,
            u ->
                assertThat(u.why())
                    .contains("changed block tracking is off", "switch it on at the source"));
    try (BlockReader reader = connection.openDisk(at(second))) {
      assertThat(all(reader)).isEqualTo(vm.disk().read(0, Doubles.SIZE));
      assertThat(reader.extents()).hasSize(1);
    }
  }

  @Test
  void aSnapshotThatSomebodyRemovesWhileItIsReadIsNoticed() {
    String snapshot = snapshot("m");
    try (BlockReader reader = connection.openDisk(at(snapshot))) {
      assertThat(reader.version()).isNotNull();
      remove("m");
      write(20, 1); // now into the file that is read
      assertThatThrownBy(reader::version)
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining(snapshot + " was removed");
    }
  }

  @Test
  void aMachineThatIsSwitchedOnWhileItIsReadIsNoticed() {
    doubles.estate.power(vm, "poweredOff");
    try (BlockReader reader = connection.openDisk(vm.id(), DISK)) {
      assertThat(reader.version()).isNotNull();
      doubles.estate.power(vm, "poweredOn");
      assertThatThrownBy(reader::version)
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("the machine is running");
    }
  }

  @Test
  void whatLiesOnASnapshotOfOthersIsExportedAsTheWholeDisk() {
    doubles.estate.foreignSnapshot(vm);
    write(20, 1);
    byte[] then = vm.disk().read(0, Doubles.SIZE);
    String snapshot = snapshot("m");
    write(21, 2);
    try (BlockReader reader = connection.openDisk(at(snapshot))) {
      assertThat(all(reader)).isEqualTo(then);
    }
  }

  @Test
  void whatSnapshotsLeaveOutIsNotReadWhileItIsWritten() {
    vm.diskMode("independent_persistent");
    String snapshot = snapshot("m");
    assertThatThrownBy(() -> connection.openDisk(at(snapshot)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("is independent")
        .hasMessageContaining("migrate the VM cold");
  }

  @Test
  void theSnapshotsOfARestartedRunAreFoundByTheirMarks() {
    String _ = snapshot("run-1/0");
    doubles.server.endSessions();
    try (SourceConnection restarted = doubles.connect()) {
      Snapshots again = restarted.snapshots().orElseThrow();
      assertThat(again.marks(vm.id())).containsExactly("run-1/0");
      again.remove(vm.id(), "run-1/0");
    }
    // The old connection's session is gone: it logs in again by itself.
    var _ = VsphereSnapshotsContract.awaitSight(snapshots, vm.id(), "run-1/0", Sight.None.class);
    assertThat(vm.snapshotCount()).isZero();
  }
}
