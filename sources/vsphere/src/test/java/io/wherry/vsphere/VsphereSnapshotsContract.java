package io.wherry.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wherry.spi.Power;
import io.wherry.spi.PowerState;
import io.wherry.spi.Snapshots;
import io.wherry.spi.Snapshots.Consistency;
import io.wherry.spi.Snapshots.Sight;
import io.wherry.spi.SourceConnection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Power and snapshots, where vcsim and our own double both have them. */
abstract class VsphereSnapshotsContract {
  static final Duration SOON = Duration.ofSeconds(20);

  /** Closed by the test that asks for it. */
  abstract SourceConnection connect();

  /** A machine that runs. */
  abstract String machine();

  static <T extends Sight> T awaitSight(
      Snapshots snapshots, String machine, String mark, Class<T> kind) {
    await().atMost(SOON).until(() -> kind.isInstance(snapshots.find(machine, mark)));
    return kind.cast(snapshots.find(machine, mark));
  }

  @Test
  void aSnapshotIsMadeFoundByItsMarkAndRemoved() {
    try (SourceConnection connection = connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      assertThat(snapshots.find(machine(), "run-1/0")).isEqualTo(new Sight.None());
      snapshots.create(machine(), "run-1/0", Consistency.CRASH);
      var ready = awaitSight(snapshots, machine(), "run-1/0", Sight.Ready.class);
      assertThat(ready.snapshotId()).startsWith("snapshot-");
      assertThat(snapshots.find(machine(), "run-1/1")).isEqualTo(new Sight.None());
      assertThat(snapshots.marks(machine())).containsExactly("run-1/0");
      snapshots.remove(machine(), "run-1/0");
      var _ = awaitSight(snapshots, machine(), "run-1/0", Sight.None.class);
      snapshots.remove(machine(), "run-1/0");
      assertThat(snapshots.marks(machine())).isEmpty();
    }
  }

  @Test
  void anotherConnectionFindsTheSnapshotToo() {
    try (SourceConnection connection = connect()) {
      connection.snapshots().orElseThrow().create(machine(), "m", Consistency.QUIESCED);
    }
    try (SourceConnection again = connect()) {
      Snapshots snapshots = again.snapshots().orElseThrow();
      var _ = awaitSight(snapshots, machine(), "m", Sight.Ready.class);
      snapshots.remove(machine(), "m");
      var _ = awaitSight(snapshots, machine(), "m", Sight.None.class);
    }
  }

  @Test
  void powerIsSwitchedAndSwitchingTwiceIsNoError() {
    try (SourceConnection connection = connect()) {
      Power power = connection.power().orElseThrow();
      assertThat(power.state(machine())).isEqualTo(PowerState.On);
      power.powerOn(machine());
      power.powerOff(machine());
      power.powerOff(machine());
      assertThat(power.state(machine())).isEqualTo(PowerState.Off);
      power.powerOn(machine());
      power.shutDown(machine());
      await().atMost(SOON).until(() -> power.state(machine()) == PowerState.Off);
      power.powerOn(machine());
    }
  }
}
