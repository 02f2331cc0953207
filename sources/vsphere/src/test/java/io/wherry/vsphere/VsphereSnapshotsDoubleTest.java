package io.wherry.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Power;
import io.wherry.spi.PowerState;
import io.wherry.spi.Snapshots;
import io.wherry.spi.Snapshots.Consistency;
import io.wherry.spi.Snapshots.Sight;
import io.wherry.spi.SourceConnection;
import io.wherry.testkit.vsphere.SimVm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against our own vCenter, with what can go wrong around snapshots. */
class VsphereSnapshotsDoubleTest extends VsphereSnapshotsContract {
  private static final String OURS = "forklift-migration-precopy";

  @TempDir private Path folder;
  private Doubles doubles;
  private SimVm vm;

  @BeforeEach
  void start() throws IOException {
    doubles = new Doubles(folder);
    vm = doubles.machine("web");
    doubles.estate.power(vm, "poweredOn");
  }

  @AfterEach
  void end() {
    doubles.close();
  }

  @Override
  SourceConnection connect() {
    return doubles.connect();
  }

  @Override
  String machine() {
    return vm.id();
  }

  @Test
  void whileItIsMadeAndMergedItSaysSo() {
    doubles.estate.misdeeds().snapshotsTake(Duration.ofMillis(600));
    doubles.estate.misdeeds().consolidationTakes(Duration.ofMillis(600));
    try (SourceConnection connection = connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      snapshots.create(machine(), "m", Consistency.CRASH);
      assertThat(snapshots.find(machine(), "m")).isEqualTo(new Sight.Making());
      var _ = awaitSight(snapshots, machine(), "m", Sight.Ready.class);
      snapshots.remove(machine(), "m");
      assertThat(snapshots.find(machine(), "m")).isEqualTo(new Sight.Removing());
      try (SourceConnection restarted = connect()) {
        assertThat(restarted.snapshots().orElseThrow().find(machine(), "m"))
            .isEqualTo(new Sight.Removing());
      }
      var _ = awaitSight(snapshots, machine(), "m", Sight.None.class);
    }
  }

  @Test
  void filesThatARemovalLeavesAreMergedBeforeItCountsAsGone() {
    try (SourceConnection connection = connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      snapshots.create(machine(), "m", Consistency.CRASH);
      var _ = awaitSight(snapshots, machine(), "m", Sight.Ready.class);
      doubles.estate.misdeeds().leaveFilesBehind();
      snapshots.remove(machine(), "m");
    }
    try (SourceConnection restarted = connect()) {
      Snapshots snapshots = restarted.snapshots().orElseThrow();
      assertThat(snapshots.find(machine(), "m")).isEqualTo(new Sight.Removing());
      var _ = awaitSight(snapshots, machine(), "m", Sight.None.class);
    }
  }

  @Test
  void aGuestThatDoesNotRestFailsWithItsOwnWords() {
    vm.refuseQuiesce();
    try (SourceConnection connection = connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      snapshots.create(machine(), "m", Consistency.QUIESCED);
      var failed = awaitSight(snapshots, machine(), "m", Sight.Failed.class);
      assertThat(failed.message()).contains("writers did not come to rest");
      snapshots.create(machine(), "m", Consistency.CRASH);
      var _ = awaitSight(snapshots, machine(), "m", Sight.Ready.class);
      assertThat(doubles.estate.snapshotsNamed(vm, OURS)).isEqualTo(1);
    }
  }

  @Test
  void aBusyMachineIsAskedAgainLater() {
    Runnable backup = doubles.estate.foreignTask(vm, "vim.VirtualMachine.createSnapshot");
    try (SourceConnection connection = connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      // It may be ours, from before a restart: wait and see.
      assertThat(snapshots.find(machine(), "m")).isEqualTo(new Sight.Making());
      assertThatThrownBy(() -> snapshots.create(machine(), "m", Consistency.CRASH))
          .isInstanceOf(PeerUnavailable.class)
          .hasMessageContaining("task is in progress");
      backup.run();
      assertThat(snapshots.find(machine(), "m")).isEqualTo(new Sight.None());
    }
  }

  @Test
  void snapshotsOfOthersAreNeitherFoundNorRemoved() {
    doubles.estate.foreignSnapshot(vm);
    try (SourceConnection connection = connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      snapshots.create(machine(), "m", Consistency.CRASH);
      var _ = awaitSight(snapshots, machine(), "m", Sight.Ready.class);
      assertThat(snapshots.marks(machine())).containsExactly("m");
      snapshots.remove(machine(), "m");
      snapshots.remove(machine(), "other");
      var _ = awaitSight(snapshots, machine(), "m", Sight.None.class);
      assertThat(vm.snapshotCount()).isEqualTo(1);
    }
  }

  @Test
  void whatAPersonMustPutRightIsRefused() {
    for (int i = 0; i < 32; i++) {
      doubles.estate.foreignSnapshot(vm);
    }
    try (SourceConnection connection = connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      assertThatThrownBy(() -> snapshots.create(machine(), "m", Consistency.CRASH))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("Remove snapshots");
      doubles.estate.misdeeds().revoke("VirtualMachine.State.CreateSnapshot");
      assertThatThrownBy(() -> snapshots.create(machine(), "m", Consistency.CRASH))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("VirtualMachine.State.CreateSnapshot");
    }
  }

  @Test
  void checkpointsAreToldByDisk() {
    try (SourceConnection connection = connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      String before = vm.disk().changeId();
      snapshots.create(machine(), "m", Consistency.CRASH);
      var ready = awaitSight(snapshots, machine(), "m", Sight.Ready.class);
      assertThat(snapshots.checkpoints(machine(), ready.snapshotId()))
          .isEqualTo(Map.of("[store1] web/web.vmdk", before));
    }
  }

  @Test
  void aGuestWithoutToolsCannotBeAskedToShutDown() {
    vm.tools("guestToolsNotRunning");
    try (SourceConnection connection = connect()) {
      Power power = connection.power().orElseThrow();
      assertThatThrownBy(() -> power.shutDown(machine()))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("VMware Tools is not running");
      power.powerOff(machine());
      await().atMost(SOON).until(() -> power.state(machine()) == PowerState.Off);
    }
  }
}
