package io.wherry.lifecycle;

import io.wherry.control.EventRecorder;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.lifecycle.owner.OwnerRecord;
import io.wherry.lifecycle.owner.RunPermit;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The owner's side of one hand-over. It alone decides: until its one write to the owner record the
 * guest may go on here, from then on it may not. Everything is read back from QEMU and the API, so
 * a restarted server goes on where it was; only deadlines begin anew.
 *
 * @source live-migration.md section 8.6; docs/adr/0170
 */
final class SourceHandover implements Looking {
  private static final long LOOK_MILLIS = 200;
  private static final long FAST_MILLIS = 5;
  private static final Duration SWITCH_PATIENCE = Duration.ofSeconds(10);
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

  /** What all hand-overs of a node share. */
  record Desk(
      OwnerBook owners,
      RunPermit permit,
      Handover.Security security,
      EventRecorder events,
      MoveClock limits,
      DiskMoveBook diskMoves) {}

  private final Desk desk;
  private final Handover begun;
  private final Optional<RunningMachine> machine;
  private final Semaphore news = new Semaphore(0);
  private final Optional<RunningMachine.Listener> listener;
  private final Instant since;
  private @Nullable OwnerRecord record;
  private @Nullable Instant standing;
  private @Nullable Instant cancelled;
  private volatile @Nullable Instant stopped;

  /**
   * @param machine empty when its process is gone
   */
  SourceHandover(Desk desk, Handover begun, Optional<RunningMachine> machine) {
    this.desk = desk;
    this.begun = begun;
    this.machine = machine;
    this.since = begun.clock().instant();
    this.listener =
        machine.map(m ->
            m.listen(e -> {
              switch (e.type()) {
                case STOPPED -> stopped = e.at();
                case RESUMED -> stopped = null;
                case MOVE_STATUS, LOST -> news.release();
                default -> {
                  // of no interest to a hand-over
                }
              }
            }));
  }

  @Override
  public void rest() throws InterruptedException {
    long millis = standing == null ? LOOK_MILLIS : FAST_MILLIS;
    boolean _ = news.tryAcquire(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    listener.ifPresent(RunningMachine.Listener::close);
    desk.limits().forget(begun.uid());
  }

  @Override
  public boolean decided() {
    OwnerRecord now = record == null ? desk.permit().require(begun.instance()) : record;
    record = now;
    Optional<OwnerRecord.Ended> ended = now.ended().filter(e -> e.uid().equals(begun.uid()));
    if (ended.isPresent()) {
      return isBack() && report(ended.get());
    }
    if (now.move().filter(m -> m.uid().equals(begun.uid())).isEmpty()) {
      var move = new OwnerRecord.Move(begun.uid(), begun.target(), List.of());
      record = desk.owners().beginMove(now, move);
      return false;
    }
    try {
      return advance(now);
    } catch (Refusal refusal) {
      giveUp(refusal);
    } catch (PeerUnavailable | InvalidRequest e) {
      giveUp(new Refusal(String.valueOf(e.getMessage())));
    }
    return false;
  }

  /** The record first: from then on the target may not run, whatever its process could do. */
  private void giveUp(Refusal why) {
    // read again: the commit may have happened although its answer was lost
    record = null;
    OwnerRecord now = desk.permit().require(begun.instance());
    record =
        desk.owners()
            .endMove(now, new OwnerRecord.Ended(begun.uid(), why.text(), why.abortStatus()));
  }

  private boolean advance(OwnerRecord now) throws Refusal {
    Handover move =
        begun.again().orElseThrow(() -> new Refusal("The instance's migration was cleared."));
    if (machine.isEmpty() || machine.get().state().hasEnded()) {
      return bereaved(now, move);
    }
    MoveProgress progress = machine.get().outgoing().progress();
    if (progress.status() == MoveStatus.COMPLETED && move.hasStarted()) {
      return complete(now, move);
    }
    if (move.isAborting()) {
      throw aborted(move);
    }
    if (move.hasStarted()) {
      judge(move, machine.get(), progress);
    } else {
      begin(move, machine.get(), progress.status());
    }
    return false;
  }

  private static Refusal aborted(Handover move) {
    String reason = move.state().path("failureReason").asText();
    return reason.isEmpty()
        ? new Refusal("Live migration has been aborted", "Succeeded")
        : new Refusal(reason);
  }

  private boolean isOver(Instant from, Duration patience) {
    return begun.clock().instant().isAfter(from.plus(patience));
  }

  private Instant standing() {
    Instant from = standing == null ? begun.clock().instant() : standing;
    standing = from;
    return from;
  }

  private void begin(Handover move, RunningMachine running, MoveStatus status) throws Refusal {
    if (move.port() == 0) {
      if (isOver(since, TARGET_PATIENCE)) {
        throw new Refusal("The target node has not prepared the machine in time");
      }
      return;
    }
    if (desk.diskMoves().isBusy(move.instance().uid())) {
      throw new Refusal("The machine's disks are being moved to other claims; try again after it");
    }
    if (status == MoveStatus.NONE || status.hasEnded()) {
      MoveTarget target =
          new MoveTarget(move.address(), move.port(), desk.security().client(move.target()));
      running.outgoing().begin(target, settings(move), limits(move));
    }
    move.write(s -> s.put("startTimestamp", move.now()).put("mode", "PreCopy"));
    desk.events().normal(move.instance(), "Migrating", "VirtualMachineInstance is migrating.");
  }

  private static MoveLimits limits(Handover move) {
    String bandwidth = move.option("bandwidthPerMigration");
    long rate = bandwidth.isEmpty() ? 0 : Quantities.bytes(bandwidth);
    return new MoveLimits(rate, 0, DOWNTIME);
  }

  private void judge(Handover move, RunningMachine running, MoveProgress progress) throws Refusal {
    switch (progress.status()) {
      case PRE_SWITCHOVER -> {
        Instant _ = standing();
        running.outgoing().proceed();
      }
      case DEVICE -> {
        Duration expected = progress.expectedDowntime().orElse(DOWNTIME);
        if (isOver(standing(), SWITCH_PATIENCE.plus(expected.multipliedBy(2)))) {
          throw new Refusal("The last part of the machine's state did not reach the target");
        }
      }
      case FAILED, CANCELLED ->
          throw new Refusal(progress.error().isEmpty() ? "QEMU gave up" : progress.error());
      default -> {
        Optional<String> late = desk.limits().exceeded(move, progress);
        if (late.isPresent()) {
          throw new Refusal(late.get());
        }
      }
    }
  }

  /** All is sent, and nothing runs. The target's word decides. */
  private boolean complete(OwnerRecord now, Handover move) throws Refusal {
    if (move.isTargetReady()) {
      return commit(now);
    }
    if (move.isAborting()) {
      throw aborted(move);
    }
    if (isOver(standing(), SWITCH_PATIENCE)) {
      throw new Refusal("The target did not confirm that it has the machine's state");
    }
    return false;
  }

  /** The process here is gone. What the target has is all there is, if it has everything. */
  private boolean bereaved(OwnerRecord now, Handover move) throws Refusal {
    if (move.isTargetReady()) {
      return commit(now);
    }
    boolean hopeless = !move.hasStarted() || move.isAborting();
    if (hopeless || isOver(standing(), SWITCH_PATIENCE)) {
      throw new Refusal("The guest's process ended on its node");
    }
    return false;
  }

  private boolean commit(OwnerRecord now) {
    OwnerRecord _ = desk.owners().commit(now, Optional.ofNullable(stopped));
    machine.ifPresent(RunningMachine::quit);
    return true;
  }

  /** True once the guest is what it was before: QEMU has stopped sending, and runs again. */
  private boolean isBack() {
    if (machine.isEmpty() || machine.get().state().hasEnded()) {
      return true; // a crash; whoever watches the instance tells of it
    }
    MoveStatus status = machine.get().outgoing().progress().status();
    if (status != MoveStatus.NONE && !status.hasEnded()) {
      if (cancelled == null) {
        machine.get().outgoing().cancel();
        cancelled = begun.clock().instant();
        standing();
      }
      if (!isOver(cancelled, CANCEL_PATIENCE)) {
        return false;
      }
    }
    if (machine.get().state() == MachineState.HANDED_OVER) {
      desk.permit().run(begun.instance(), machine.get());
    }
    return true;
  }

  private boolean report(OwnerRecord.Ended why) {
    begun.write(s -> {
      s.put("failed", true).put("completed", true).put("failureReason", why.reason());
      s.put("endTimestamp", begun.now());
      if (!why.abortStatus().isEmpty()) {
        s.put("abortStatus", why.abortStatus());
      }
    });
    desk.events()
        .warning(
            begun.instance(),
            "Migrated",
            "VirtualMachineInstance migration uid %s failed. reason:%s"
                .formatted(begun.uid(), why.reason()));
    return true;
  }
}
