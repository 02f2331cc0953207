package io.wherry.lifecycle;

import io.wherry.control.EventRecorder;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.lifecycle.owner.OwnerRecord;
import io.wherry.lifecycle.owner.RunPermit;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.MachineEvent;
import io.wherry.qemu.move.MoveFeature;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveSettings;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.qemu.move.MoveTarget;
import io.wherry.resources.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The owner's side of a hand-over. It alone decides: until its one write to the owner record the
 * guest may go on here, from then on it may not. Everything is read back from QEMU and the API, so
 * a restarted server goes on where it was.
 *
 * @source live-migration.md section 8.6; docs/adr/0170
 */
final class SourceHandover {
  private static final long LOOK_MILLIS = 200;
  private static final long FAST_MILLIS = 5;
  private static final Duration SWITCH_PATIENCE = Duration.ofSeconds(15);
  private static final Duration TARGET_PATIENCE = Duration.ofSeconds(60);
  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(10);
  private static final Duration DOWNTIME = Duration.ofMillis(300);

  /** Options as both sides need them. */
  static MoveSettings settings(Handover move) {
    Set<MoveFeature> features = EnumSet.noneOf(MoveFeature.class);
    if (move.option("allowAutoConverge").equals("true")) {
      features.add(MoveFeature.AUTO_CONVERGE);
    }
    return new MoveSettings(features, 1, MoveSettings.Compression.NONE);
  }

  private final OwnerBook owners;
  private final RunPermit permit;
  private final Handover.Security security;
  private final EventRecorder events;
  private final MoveClock limits = new MoveClock();

  SourceHandover(
      OwnerBook owners, RunPermit permit, Handover.Security security, EventRecorder events) {
    this.owners = owners;
    this.permit = permit;
    this.security = security;
    this.events = events;
  }

  /** Moves the machine, or says why not. Blocks until that is decided. */
  void run(Handover move, RunningMachine machine) throws InterruptedException {
    OwnerRecord record = permit.require(move.instance());
    if (record.move().filter(m -> m.uid().equals(move.uid())).isEmpty()) {
      record =
          owners.beginMove(
              record, new OwnerRecord.Move(move.uid(), move.target(), java.util.List.of()));
    }
    Semaphore news = new Semaphore(0);
    try (RunningMachine.Listener _ =
        machine.listen(e -> {
          if (e.type() == MachineEvent.Type.MOVE_STATUS || e.type() == MachineEvent.Type.LOST) {
            news.release();
          }
        })) {
      drive(move, machine, news);
    } catch (Refusal refusal) {
      rollBack(move, machine, refusal);
    } catch (PeerUnavailable | InvalidRequest e) {
      rollBack(move, machine, new Refusal(String.valueOf(e.getMessage())));
    }
  }

  private void drive(Handover begun, RunningMachine machine, Semaphore news)
      throws Refusal, InterruptedException {
    Instant start = begun.clock().instant();
    Handover move = begun;
    while (true) {
      move = move.again().orElseThrow(() -> new Refusal("The instance's migration was cleared."));
      MoveProgress progress = machine.outgoing().progress();
      MoveStatus status = progress.status();
      if (status == MoveStatus.COMPLETED && move.hasStarted()) {
        handOver(move, machine);
        return;
      }
      if (move.isAborting()) {
        throw new Refusal("Live migration has been aborted", "Succeeded");
      }
      if (!move.hasStarted()) {
        begin(move, machine, start);
      } else {
        judge(move, machine, progress);
      }
      boolean _ = news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void begin(Handover move, RunningMachine machine, Instant start) throws Refusal {
    if (move.port() == 0) {
      if (move.clock().instant().isAfter(start.plus(TARGET_PATIENCE))) {
        throw new Refusal("The target node has not prepared the machine in time");
      }
      return;
    }
    MoveTarget target = new MoveTarget(move.address(), move.port(), security.client(move.target()));
    machine.outgoing().begin(target, settings(move), limits(move));
    move.write(s -> s.put("startTimestamp", move.now()).put("mode", "PreCopy"));
    events.normal(move.instance(), "Migrating", "VirtualMachineInstance is migrating.");
  }

  private static MoveLimits limits(Handover move) {
    String bandwidth = move.option("bandwidthPerMigration");
    long rate = bandwidth.isEmpty() ? 0 : Quantities.bytes(bandwidth);
    return new MoveLimits(rate, 0, DOWNTIME);
  }

  private void judge(Handover move, RunningMachine machine, MoveProgress progress) throws Refusal {
    switch (progress.status()) {
      case PRE_SWITCHOVER -> machine.outgoing().proceed();
      case FAILED, CANCELLED ->
          throw new Refusal(progress.error().isEmpty() ? "QEMU gave up" : progress.error());
      default -> {
        Optional<String> late = limits.exceeded(move, progress);
        if (late.isPresent()) {
          throw new Refusal(late.get());
        }
      }
    }
  }

  /** Both sides have it all, and neither runs: the commit. */
  private void handOver(Handover done, RunningMachine machine)
      throws Refusal, InterruptedException {
    Instant deadline = done.clock().instant().plus(SWITCH_PATIENCE);
    Handover move = done;
    while (!move.isTargetReady()) {
      if (move.clock().instant().isAfter(deadline)) {
        throw new Refusal("The target did not confirm that it has the machine's state");
      }
      boolean _ = new Semaphore(0).tryAcquire(FAST_MILLIS, TimeUnit.MILLISECONDS);
      move = move.again().orElseThrow(() -> new Refusal("The instance's migration was cleared."));
    }
    OwnerRecord record = permit.require(move.instance());
    OwnerRecord _ = owners.commit(record);
    machine.quit();
  }

  /** The record first: from then on the target may not run, whatever its process could do. */
  private void rollBack(Handover move, RunningMachine machine, Refusal why)
      throws InterruptedException {
    OwnerRecord record = permit.require(move.instance());
    if (record.move().isPresent()) {
      OwnerRecord _ = owners.endMove(record);
    }
    comeBack(move, machine);
    move.write(s -> {
      s.put("failed", true).put("completed", true).put("failureReason", why.text());
      s.put("endTimestamp", move.now());
      if (!why.abortStatus().isEmpty()) {
        s.put("abortStatus", why.abortStatus());
      }
    });
    events.warning(
        move.instance(),
        "Migrated",
        "VirtualMachineInstance migration uid %s failed. reason:%s"
            .formatted(move.uid(), why.text()));
  }

  private void comeBack(Handover move, RunningMachine machine) throws InterruptedException {
    if (machine.state().hasEnded()) {
      return; // a crash; whoever watches the instance tells of it
    }
    Instant deadline = move.clock().instant().plus(CANCEL_PATIENCE);
    MoveStatus status = machine.outgoing().progress().status();
    if (status != MoveStatus.NONE && !status.hasEnded()) {
      machine.outgoing().cancel();
    }
    while (!machine.outgoing().progress().status().hasEnded()
        && status != MoveStatus.NONE
        && move.clock().instant().isBefore(deadline)) {
      boolean _ = new Semaphore(0).tryAcquire(FAST_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (machine.state() == MachineState.HANDED_OVER) {
      permit.run(move.instance(), machine);
    }
  }

  /** The hand-over cannot go on. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String abortStatus;

    Refusal(String text) {
      this(text, "");
    }

    Refusal(String text, String abortStatus) {
      super(text);
      this.abortStatus = abortStatus;
    }

    String text() {
      return String.valueOf(getMessage());
    }

    String abortStatus() {
      return abortStatus;
    }
  }
}
