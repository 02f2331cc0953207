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
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dead ends of post-copy between real QEMU processes, and the ways out of them. */
class LinkPeerTest {
  private static final MoveSettings POST_COPY =
      new MoveSettings(Set.of(MoveFeature.POST_COPY), 1, MoveSettings.Compression.NONE);
  private static final Listening HERE = new Listening("127.0.0.1", Optional.empty());

  /** Slow enough that memory is on its way for some seconds. */
  private static final MoveLimits SLOW = new MoveLimits(4 << 20, 1 << 20, Duration.ZERO);

  @TempDir private Path folder;
  private final Movers movers = new Movers();

  @AfterEach
  void end() {
    movers.close();
  }

  private RecorderEvidence evidence() {
    return RecorderEvidence.of(folder.resolve("disk.img"), movers.consoles());
  }

  private void awaitRecordsAfter(long number) {
    await().atMost(Duration.ofSeconds(30)).until(() -> evidence().acknowledged() > number + 5);
  }

  private static void awaitStatus(Supplier<MoveProgress> side, MoveStatus want) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> side.get().status() == want);
  }

  private static MoveTarget at(int port) {
    return new MoveTarget("127.0.0.1", port, Optional.empty());
  }

  private RunningMachine started() {
    var busy = RecorderGuest.Load.dirtying(20 << 20, 24 << 20);
    RunningMachine source =
        movers.start(folder, RecorderGuest.disk(folder.resolve("disk.img"), busy));
    awaitRecordsAfter(0);
    return source;
  }

  /** Half of the memory here, half there; the target has not run. */
  private RunningMachine split(RunningMachine source) {
    RunningMachine target = movers.receive(folder, source);
    int port = target.incoming().listen(HERE, POST_COPY);
    source.outgoing().begin(at(port), POST_COPY, SLOW);
    awaitStatus(source.outgoing()::progress, MoveStatus.ACTIVE);
    source.outgoing().switchToPostCopy();
    awaitStatus(source.outgoing()::progress, MoveStatus.PRE_SWITCHOVER);
    source.outgoing().proceed();
    await().until(() -> target.state() == MachineState.PAUSED);
    return target;
  }

  @Test
  void aBrokenLinkIsMendedWhileTheGuestRunsOnTheTarget() {
    RunningMachine source = started();
    RunningMachine target = split(source);
    target.resume();
    source.outgoing().breakLink();
    awaitStatus(source.outgoing()::progress, MoveStatus.POSTCOPY_PAUSED);
    int[] port = new int[1];
    await().ignoreExceptions().until(() -> (port[0] = target.incoming().recover(HERE)) > 0);
    source.outgoing().recover(at(port[0]));
    source.outgoing().limit(MoveLimits.UNLIMITED);
    awaitStatus(source.outgoing()::progress, MoveStatus.COMPLETED);
    source.quit();
    awaitStatus(target.incoming()::progress, MoveStatus.COMPLETED);
    awaitRecordsAfter(evidence().acknowledged());
    target.kill();
    assertThat(evidence().faults()).isEmpty();
    assertThat(evidence().boots()).isEqualTo(1);
  }

  /** Fact 8: the source first, and only then the target. */
  @Test
  void aGuestThatHasNotRunOnTheTargetIsTakenBack() {
    RunningMachine source = started();
    RunningMachine target = split(source);
    assertThatThrownBy(source::resume).isInstanceOf(InvalidRequest.class);
    source.outgoing().cancel();
    awaitStatus(source.outgoing()::progress, MoveStatus.CANCELLED);
    await().until(() -> source.state() == MachineState.HANDED_OVER);
    target.kill();
    source.resume();
    awaitRecordsAfter(evidence().acknowledged());
    source.kill();
    assertThat(evidence().faults()).isEmpty();
    assertThat(evidence().boots()).isEqualTo(1);
  }

  @Test
  void aPausedGuestConvergesAndArrivesStandingStill() {
    RunningMachine source = started();
    RunningMachine target = movers.receive(folder, source);
    int port = target.incoming().listen(HERE, MoveSettings.PLAIN);
    source
        .outgoing()
        .begin(at(port), MoveSettings.PLAIN, new MoveLimits(12 << 20, 0, Duration.ofMillis(10)));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> source.outgoing().progress().ram().pass() > 1);
    source.pause();
    awaitStatus(source.outgoing()::progress, MoveStatus.PRE_SWITCHOVER);
    source.outgoing().proceed();
    awaitStatus(source.outgoing()::progress, MoveStatus.COMPLETED);
    awaitStatus(target.incoming()::progress, MoveStatus.COMPLETED);
    assertThat(target.state()).isEqualTo(MachineState.PAUSED);
    target.resume();
    source.quit();
    awaitRecordsAfter(evidence().acknowledged());
    target.kill();
    assertThat(evidence().faults()).isEmpty();
  }

  /** A guest that was paused for the move and is taken back has to be told to run. */
  @Test
  void aPausedGuestThatIsTakenBackStandsStill() {
    RunningMachine source = started();
    RunningMachine target = movers.receive(folder, source);
    int port = target.incoming().listen(HERE, MoveSettings.PLAIN);
    source
        .outgoing()
        .begin(at(port), MoveSettings.PLAIN, MoveLimits.UNLIMITED.withBytesPerSecond(12 << 20));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> source.outgoing().progress().ram().pass() > 1);
    source.pause();
    awaitStatus(source.outgoing()::progress, MoveStatus.PRE_SWITCHOVER);
    source.outgoing().cancel();
    awaitStatus(source.outgoing()::progress, MoveStatus.CANCELLED);
    target.kill();
    await()
        .until(() ->
            source.state() == MachineState.HANDED_OVER || source.state() == MachineState.PAUSED);
    source.resume();
    awaitRecordsAfter(evidence().acknowledged());
    source.kill();
    assertThat(evidence().faults()).isEmpty();
  }
}
