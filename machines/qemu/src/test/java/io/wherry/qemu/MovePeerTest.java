package io.wherry.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.peers.guest.RecorderEvidence;
import io.wherry.peers.guest.RecorderGuest;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.move.Listening;
import io.wherry.qemu.move.MoveFeature;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveSettings;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.qemu.move.MoveTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that writes records moves between real QEMU processes. */
class MovePeerTest {
  private static final RecorderGuest.Load BUSY = RecorderGuest.Load.dirtying(20 << 20, 24 << 20);

  @TempDir private Path folder;
  private final Movers movers = new Movers();

  @AfterEach
  void end() {
    movers.close();
  }

  private RunningMachine started() {
    return movers.start(folder, RecorderGuest.disk(folder.resolve("disk.img"), BUSY));
  }

  private static void awaitStatus(java.util.function.Supplier<MoveProgress> side, MoveStatus want) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> side.get().status() == want);
  }

  /** The whole hand-over, as the protocol wants it. */
  private RunningMachine hop(RunningMachine source, MoveSettings settings, Movers.Security tls) {
    RunningMachine target = movers.receive(folder, source);
    int port = target.incoming().listen(new Listening("127.0.0.1", tls.server()), settings);
    MoveTarget where = new MoveTarget("127.0.0.1", port, tls.client());
    source.outgoing().begin(where, settings, MoveLimits.UNLIMITED);
    awaitStatus(source.outgoing()::progress, MoveStatus.PRE_SWITCHOVER);
    assertThat(source.state()).isEqualTo(MachineState.SWITCHING);
    source.outgoing().proceed();
    awaitStatus(source.outgoing()::progress, MoveStatus.COMPLETED);
    awaitStatus(target.incoming()::progress, MoveStatus.COMPLETED);
    assertThat(source.state()).isEqualTo(MachineState.HANDED_OVER);
    assertThat(target.state()).as("nobody has told it to run").isEqualTo(MachineState.PAUSED);
    target.resume();
    assertThat(target.state()).isEqualTo(MachineState.RUNNING);
    source.quit();
    return target;
  }

  private RecorderEvidence evidence() {
    return RecorderEvidence.of(folder.resolve("disk.img"), movers.consoles());
  }

  private void awaitRecordsAfter(long number) {
    await().atMost(Duration.ofSeconds(20)).until(() -> evidence().acknowledged() > number + 5);
  }

  @Test
  void hopsThereAndBackWithoutLosingARecord() {
    RunningMachine machine = started();
    awaitRecordsAfter(0);
    for (int i = 0; i < 4; i++) {
      machine = hop(machine, MoveSettings.PLAIN, Movers.Security.NONE);
      awaitRecordsAfter(evidence().acknowledged());
    }
    machine.kill();
    assertThat(evidence().faults()).isEmpty();
    assertThat(evidence().boots()).isEqualTo(1);
  }

  @Test
  void encryptsAndProvesWhoIsThere() throws Exception {
    RunningMachine machine = started();
    Movers.Security tls = Movers.certificates(folder, "node-a", "node-b");
    MoveSettings parallel =
        new MoveSettings(Set.of(MoveFeature.PARALLEL), 2, MoveSettings.Compression.ZSTD);
    awaitRecordsAfter(0);
    machine = hop(machine, MoveSettings.PLAIN, tls);
    machine = hop(machine, parallel, tls);
    awaitRecordsAfter(evidence().acknowledged());
    machine.kill();
    assertThat(evidence().faults()).isEmpty();
  }

  @Test
  void refusesATargetOrSourceThatIsSomebodyElse() throws Exception {
    RunningMachine source = started();
    Movers.Security right = Movers.certificates(folder, "node-a", "node-b");
    Movers.Security wrongTarget = right.expecting("CN=node-a", "node-c");
    Movers.Security wrongSource = right.expecting("CN=node-x", "node-b");
    for (Movers.Security wrong : List.of(wrongTarget, wrongSource)) {
      RunningMachine target = movers.receive(folder, source);
      int port =
          target.incoming().listen(new Listening("127.0.0.1", wrong.server()), MoveSettings.PLAIN);
      source
          .outgoing()
          .begin(
              new MoveTarget("127.0.0.1", port, wrong.client()),
              MoveSettings.PLAIN,
              MoveLimits.UNLIMITED);
      awaitStatus(source.outgoing()::progress, MoveStatus.FAILED);
      assertThat(source.state()).isEqualTo(MachineState.RUNNING);
      target.kill();
    }
    source.kill();
    assertThat(evidence().faults()).isEmpty();
  }

  @Test
  void aCancelledMoveLeavesTheGuestWhereItWas() {
    RunningMachine source = started();
    awaitRecordsAfter(0);
    RunningMachine target = movers.receive(folder, source);
    int port =
        target.incoming().listen(new Listening("127.0.0.1", Optional.empty()), MoveSettings.PLAIN);
    MoveTarget where = new MoveTarget("127.0.0.1", port, Optional.empty());
    source.outgoing().begin(where, MoveSettings.PLAIN, new MoveLimits(1 << 20, 0, Duration.ZERO));
    awaitStatus(source.outgoing()::progress, MoveStatus.ACTIVE);
    await().until(() -> source.outgoing().progress().ram().transferred() > 0);
    MoveProgress.Ram ram = source.outgoing().progress().ram();
    assertThat(ram.total()).isGreaterThan(Movers.MEMORY_BYTES);
    assertThat(ram.remaining()).isGreaterThan(0);
    source.outgoing().cancel();
    awaitStatus(source.outgoing()::progress, MoveStatus.CANCELLED);
    assertThat(source.state()).isEqualTo(MachineState.RUNNING);
    target.kill();
    awaitRecordsAfter(evidence().acknowledged());
    assertThat(hop(source, MoveSettings.PLAIN, Movers.Security.NONE).state())
        .isEqualTo(MachineState.RUNNING);
    movers.close();
    assertThat(evidence().faults()).isEmpty();
  }

  @Test
  void limitsHoldAndChangeInFlight() {
    RunningMachine source = started();
    RunningMachine target = movers.receive(folder, source);
    int port =
        target.incoming().listen(new Listening("127.0.0.1", Optional.empty()), MoveSettings.PLAIN);
    MoveLimits slow = new MoveLimits(2 << 20, 0, Duration.ofMillis(50));
    source
        .outgoing()
        .begin(new MoveTarget("127.0.0.1", port, Optional.empty()), MoveSettings.PLAIN, slow);
    await().until(() -> source.outgoing().progress().ram().bytesPerSecond() > 0);
    assertThat(source.outgoing().progress().ram().bytesPerSecond()).isLessThan(8 << 20);
    source.outgoing().limit(MoveLimits.UNLIMITED);
    awaitStatus(source.outgoing()::progress, MoveStatus.PRE_SWITCHOVER);
    source.outgoing().cancel();
    awaitStatus(source.outgoing()::progress, MoveStatus.CANCELLED);
    await().until(() -> source.state() == MachineState.RUNNING);
  }

  @Test
  void aMachineIsFoundAgainOnBothSides() {
    RunningMachine source = started();
    RunningMachine target = movers.receive(folder, source);
    RunningMachine again = movers.reattach(target);
    assertThat(again.state()).isEqualTo(MachineState.INCOMING);
    assertThat(again.hardware()).isEqualTo(source.hardware());
    assertThat(again.hardware().orElseThrow().machineType()).startsWith("pc-i440fx-");
  }

  @Test
  void anotherHardwareIsRefusedBeforeItStarts() {
    RunningMachine source = started();
    Hardware mine = source.hardware().orElseThrow();
    Hardware foreign = new Hardware(mine.words(), "kvm", mine.qemu());
    assertThatThrownBy(() -> movers.receive(folder, source, foreign))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("runs under kvm");
  }

  @Test
  void postCopyRunsOnTheTargetBeforeItsMemoryIsThere() {
    RunningMachine source = started();
    awaitRecordsAfter(0);
    MoveSettings settings =
        new MoveSettings(Set.of(MoveFeature.POST_COPY), 1, MoveSettings.Compression.NONE);
    RunningMachine target = movers.receive(folder, source);
    int port = target.incoming().listen(new Listening("127.0.0.1", Optional.empty()), settings);
    MoveLimits slow = new MoveLimits(4 << 20, 0, Duration.ZERO);
    source.outgoing().begin(new MoveTarget("127.0.0.1", port, Optional.empty()), settings, slow);
    awaitStatus(source.outgoing()::progress, MoveStatus.ACTIVE);
    source.outgoing().switchToPostCopy();
    awaitStatus(source.outgoing()::progress, MoveStatus.PRE_SWITCHOVER);
    source.outgoing().proceed();
    await().until(() -> target.state() == MachineState.PAUSED);
    target.resume();
    awaitStatus(source.outgoing()::progress, MoveStatus.COMPLETED);
    source.quit();
    awaitRecordsAfter(evidence().acknowledged());
    target.kill();
    assertThat(evidence().faults()).isEmpty();
  }
}
