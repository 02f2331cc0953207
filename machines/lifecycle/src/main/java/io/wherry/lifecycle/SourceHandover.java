package io.wherry.lifecycle;

import io.wherry.control.EventRecorder;
import io.wherry.lifecycle.forecast.MovePilot;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.lifecycle.owner.OwnerRecord;
import io.wherry.lifecycle.owner.RunPermit;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.MoveFeature;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveSettings;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.qemu.move.MoveTarget;
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
final class SourceHandover implements HandoverController.Looking {
  private static final long LOOK_MILLIS = 200;
  private static final long FAST_MILLIS = 5;
  private static final Duration SWITCH_PATIENCE = Duration.ofSeconds(10);
  private static final Duration TARGET_PATIENCE = Duration.ofSeconds(60);
  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOST_PATIENCE = Duration.ofSeconds(30);

  private static final String TAKEN_BACK = "The machine was taken back before it went on there";

  /** Options as both sides need them. */
  static MoveSettings settings(Handover move) {
    Set<MoveFeature> features = EnumSet.noneOf(MoveFeature.class);
    if (move.option("allowAutoConverge").equals("true")) {
      features.add(MoveFeature.AUTO_CONVERGE);
    }
    if (move.isPostCopyPrepared()) {
      features.add(MoveFeature.POST_COPY);
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
  private final Disruption disruption;
  private final LinkRecovery link;
  private final MovePilot pilot = new MovePilot();
  private @Nullable PostCopyRest rest;

  /** This life has begun it and has written that down. */
  private boolean sending;

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
    this.disruption = new Disruption(desk.events(), desk.limits());
    this.link = new LinkRecovery(desk.security());
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
    if (rest != null) {
      return rest.decided();
    }
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
      end(refusal);
    } catch (PeerUnavailable | InvalidRequest e) {
      end(new Refusal(String.valueOf(e.getMessage())));
    }
    return false;
  }

  /**
   * While the guest's memory is split, the source is taken back first: a target that is thrown away
   * before that would take the guest with it. The target cannot run meanwhile, since only the
   * record lets it.
   */
  private void end(Refusal why) {
    boolean alive = machine.isPresent() && !machine.get().state().hasEnded();
    MoveStatus status = alive ? machine.get().outgoing().progress().status() : MoveStatus.NONE;
    if (status == MoveStatus.POSTCOPY_ACTIVE) {
      // read again: the commit may have happened although its answer was lost
      record = null;
      OwnerRecord now = desk.permit().require(begun.instance());
      record = now.isWithdrawn() ? now : desk.owners().withdraw(now);
      machine.orElseThrow().outgoing().cancel();
    } else if (!status.isPostCopy()) {
      giveUp(why);
    }
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
    if (isWaitingToSwitch()) {
      // The guest stands still: what the API says is looked at while the last part is on its way.
      Instant _ = standing();
      machine.orElseThrow().outgoing().proceed();
      return false;
    }
    Handover move =
        begun.again().orElseThrow(() -> new Refusal("The instance's migration was cleared."));
    if (machine.isEmpty() || machine.get().state().hasEnded()) {
      return bereaved(now, move);
    }
    MoveProgress progress = machine.get().outgoing().progress();
    if (progress.status() == MoveStatus.COMPLETED && move.hasStarted()) {
      return complete(now, move);
    }
    if (progress.status().isPostCopy()) {
      return split(now, move, progress);
    }
    if (progress.status() == MoveStatus.CANCELLING && !isOver(standing(), LOST_PATIENCE)) {
      return false; // being taken back from post-copy
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

  private boolean isWaitingToSwitch() {
    return sending
        && standing == null
        && machine.isPresent()
        && !machine.get().state().hasEnded()
        && machine.get().outgoing().progress().status() == MoveStatus.PRE_SWITCHOVER;
  }

  private static Refusal aborted(Handover move) {
    String reason = move.state().path("failureReason").asText();
    return reason.isEmpty()
        ? new Refusal("Live migration has been aborted", "Succeeded")
        : new Refusal(reason);
  }

  /** Half of the memory is here, half there, and nothing runs. The target's word decides. */
  private boolean split(OwnerRecord now, Handover move, MoveProgress progress) throws Refusal {
    RunningMachine running = machine.orElseThrow();
    if (progress.status() != MoveStatus.POSTCOPY_ACTIVE) {
      if (move.isTargetGone()) {
        giveUp(aborted(move)); // and so is the guest
        return false;
      }
      link.lookFromSource(move, running, progress);
      return false;
    }
    if (move.isAborting()) {
      throw aborted(move);
    }
    if (now.isWithdrawn()) {
      throw new Refusal(TAKEN_BACK);
    }
    if (move.isTargetReady()) {
      return commit(now);
    }
    if (isOver(standing(), SWITCH_PATIENCE)) {
      throw new Refusal("The target did not confirm that it can go on with the machine");
    }
    link.lookFromSource(move, running, progress);
    return false;
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
      running.outgoing().begin(target, settings(move), move.limits());
    }
    move.write(s -> s.put("startTimestamp", move.now()).put("mode", "PreCopy"));
    sending = true;
    desk.events().normal(move.instance(), "Migrating", "VirtualMachineInstance is migrating.");
  }

  private void judge(Handover move, RunningMachine running, MoveProgress progress) throws Refusal {
    switch (progress.status()) {
      case PRE_SWITCHOVER -> {
        Instant _ = standing();
        running.outgoing().proceed();
      }
      case DEVICE -> {
        Duration expected = progress.expectedDowntime().orElse(Handover.DOWNTIME);
        if (isOver(standing(), SWITCH_PATIENCE.plus(expected.multipliedBy(2)))) {
          throw new Refusal("The last part of the machine's state did not reach the target");
        }
      }
      case FAILED, CANCELLED ->
          throw new Refusal(progress.error().isEmpty() ? "QEMU gave up" : progress.error());
      default -> {
        pilot
            .look(running, progress, move.limits(), begun.clock().instant())
            .ifPresent(show -> move.write(s -> show.accept(s.withObjectProperty("transfer"))));
        boolean changed = disruption.look(move, running);
        Optional<String> late = changed ? Optional.empty() : desk.limits().exceeded(move, progress);
        if (late.isPresent()) {
          throw new Refusal(late.get());
        }
      }
    }
  }

  /** All is sent, and nothing runs. The target's word decides. */
  private boolean complete(OwnerRecord now, Handover move) throws Refusal {
    if (now.isWithdrawn()) {
      throw move.isAborting() ? aborted(move) : new Refusal(TAKEN_BACK);
    }
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
    if (move.isTargetReady() && move.hasAllArrived()) {
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
    if (machine.isPresent() && owesMemory(machine.get())) {
      rest = new PostCopyRest(begun, machine, desk.security());
      return false;
    }
    machine.ifPresent(RunningMachine::quit);
    return true;
  }

  private static boolean owesMemory(RunningMachine running) {
    return !running.state().hasEnded() && running.outgoing().progress().status().isPostCopy();
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
    return runs(machine.get());
  }

  private boolean runs(RunningMachine running) {
    Handover now = begun.again().orElse(begun);
    MachineState state = running.state();
    boolean stopped =
        state == MachineState.HANDED_OVER
            || (state == MachineState.PAUSED && now.mode() == Handover.Mode.Paused);
    if (stopped && !now.isPausedByUser()) {
      desk.permit().run(begun.instance(), running);
    } else if (state == MachineState.SWITCHING) {
      running.kill(); // the other half of its memory is gone, and with it the guest
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

  /** The hand-over cannot go on. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String abortStatus;

    Refusal(String text) {
      this(text, "");
    }

    /**
     * @param abortStatus what the migration's state shows of an abort; may be empty
     */
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
