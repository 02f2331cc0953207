package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.EventRecorder;
import io.wherry.control.ObjectEdit;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.lifecycle.owner.OwnerRecord;
import io.wherry.lifecycle.owner.RunPermit;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.Listening;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The other side of a hand-over: prepares a machine, says when it has everything, and lets it run
 * only once the owner record names this node.
 *
 * @source live-migration.md section 8.6; docs/adr/0170
 */
final class TargetHandover {
  private static final long LOOK_MILLIS = 5;

  private final LifecycleSettings settings;
  private final Guests guests;
  private final GuestSpecs specs;
  private final OwnerBook owners;
  private final RunPermit permit;
  private final Handover.Security security;
  private final EventRecorder events;
  private final LinkRecovery link;

  TargetHandover(
      LifecycleSettings settings,
      Guests guests,
      GuestSpecs specs,
      OwnerBook owners,
      Handover.Security security,
      EventRecorder events) {
    this.settings = settings;
    this.guests = guests;
    this.specs = specs;
    this.owners = owners;
    this.permit = new RunPermit(owners, settings.nodeName());
    this.security = security;
    this.events = events;
    this.link = new LinkRecovery(security);
  }

  /** Takes the machine over, or throws away what was prepared. */
  HandoverController.Looking of(Handover begun) {
    return new HandoverController.Looking() {
      @Override
      public boolean decided() {
        return look(begun);
      }

      @Override
      public void rest() throws InterruptedException {
        boolean _ = new Semaphore(0).tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }

      @Override
      public void close() {
        // nothing is held between two looks
      }
    };
  }

  private boolean look(Handover begun) {
    Optional<OwnerRecord> record = owners.of(begun.instance());
    Optional<RunningMachine> machine = guests.find(begun.key());
    if (record.filter(r -> r.permits(uid(begun), settings.nodeName())).isPresent()) {
      return taken(begun, record.get(), machine);
    }
    Optional<Handover> now = begun.again().filter(Handover::isOpen);
    boolean coming =
        record.flatMap(OwnerRecord::move).filter(m -> m.uid().equals(begun.uid())).isPresent();
    boolean over =
        record.flatMap(OwnerRecord::ended).filter(e -> e.uid().equals(begun.uid())).isPresent();
    if (now.isEmpty() || over || (!coming && machine.isPresent())) {
      discard(begun);
      return true;
    }
    if (coming && machine.isPresent()) {
      announce(now.get(), machine.get());
    } else if (coming && now.get().hasStarted()) {
      giveNotice(now.get(), "The machine that was prepared on the target has ended");
    } else if (coming) {
      return !prepare(now.get(), record.orElseThrow());
    }
    return false;
  }

  private static String uid(Handover move) {
    return move.instance().uid();
  }

  /** False when this node cannot; the source is told. */
  private boolean prepare(Handover move, OwnerRecord record) {
    ResourceKey key = move.key();
    try {
      guests.claim(key, uid(move));
      var hardware =
          record
              .hardware()
              .orElseThrow(() ->
                  new InvalidRequest(
                      "The machine was started by an earlier version; restart it once."));
      var spec = specs.of(move.instance(), guests.home(key));
      RunningMachine machine = guests.receive(key, spec, hardware);
      int port =
          machine
              .incoming()
              .listen(
                  new Listening(settings.address(), security.server(move.source())),
                  SourceHandover.settings(move));
      move.write(s -> {
        s.put("targetNodeAddress", settings.address()).put("targetNodeDomainDetected", true);
        s.putObject("targetDirectMigrationNodePorts")
            .put(Integer.toString(port), Integer.parseInt(Handover.MEMORY_ROLE));
      });
      events.normal(
          move.instance(), "PreparingTarget", "VirtualMachineInstance Migration Target Prepared.");
      return true;
    } catch (Waiting | InvalidRequest | PeerRefused problem) {
      String text = String.valueOf(problem.getMessage());
      events.warning(move.instance(), "PreparingTarget", text);
      discard(move);
      giveNotice(move, text);
      return false;
    }
  }

  /** Tells the source that everything is here and nothing runs. */
  private void announce(Handover move, RunningMachine machine) {
    if (machine.state().hasEnded()) {
      giveNotice(move, "The machine that was prepared on the target has ended");
      return;
    }
    if (move.isTargetReady() && move.hasAllArrived()) {
      return;
    }
    MoveStatus status = machine.incoming().progress().status();
    boolean all = status == MoveStatus.COMPLETED;
    if (status.isPostCopy()) {
      link.lookFromTarget(move, machine, settings.address());
    } else if (!all && LinkRecovery.isWanted(move)) {
      giveNotice(move, "The link broke before the target had what it needs to go on");
    }
    boolean news = all || (status == MoveStatus.POSTCOPY_ACTIVE && !move.isTargetReady());
    if (news && machine.state() == MachineState.PAUSED) {
      move.write(s -> {
        s.put("targetNodeDomainReadyTimestamp", move.now());
        s.withObjectProperty("transfer").put("arrived", all ? "all" : "part");
      });
    }
  }

  /** Tells the source that nothing will come of it; the source decides. */
  private static void giveNotice(Handover move, String why) {
    if (move.isTargetGone()) {
      return;
    }
    boolean told = move.isAborting(); // by its user; that stays the reason
    move.write(s -> {
      s.withObjectProperty("transfer").put("targetGone", true);
      if (!told) {
        s.put("abortRequested", true).put("failureReason", why);
      }
    });
  }

  /**
   * From here there is only forward. In post-copy the guest runs at once, but the migration is over
   * only when all of its memory is here.
   */
  private boolean taken(Handover begun, OwnerRecord record, Optional<RunningMachine> machine) {
    Handover now = begun.again().orElse(begun);
    if (now.mode() != Handover.Mode.PostCopy) {
      take(now, record, machine);
      close(now, Optional.empty());
      return true;
    }
    boolean ended = machine.filter(TargetHandover::lives).isEmpty();
    if (!now.hasArrivedHere()) {
      take(now, record, machine);
    }
    if (!ended && owesMemory(machine.get())) {
      if (!now.isLost()) {
        link.lookFromTarget(now, machine.get(), settings.address());
        return false;
      }
      machine.get().kill();
      ended = true;
    }
    close(now, ended ? Optional.of("The guest was lost in post-copy") : Optional.empty());
    return true;
  }

  /** A QEMU that waits for a page does not answer. */
  private static boolean lives(RunningMachine machine) {
    try {
      return !machine.state().hasEnded();
    } catch (PeerUnavailable _) {
      return true;
    }
  }

  private static boolean owesMemory(RunningMachine machine) {
    try {
      return machine.incoming().progress().status().isPostCopy();
    } catch (PeerUnavailable _) {
      return lives(machine);
    }
  }

  private void take(Handover move, OwnerRecord record, Optional<RunningMachine> machine) {
    Optional<Duration> pause = release(move, record, machine);
    guests.noteStarted(move.key(), uid(move));
    var _ =
        ObjectEdit.body(
            move.api(),
            move.key(),
            tree ->
                tree.withObjectProperty("metadata")
                    .withObjectProperty("labels")
                    .put("kubevirt.io/nodeName", settings.nodeName()));
    var _ = ObjectEdit.status(move.api(), move.key(), s -> arrive(s, pause));
  }

  /** The migration is over. */
  private void close(Handover move, Optional<String> lost) {
    var _ = ObjectEdit.status(move.api(), move.key(), s -> finish(move, s, lost));
    String text = "The VirtualMachineInstance migrated to node " + settings.nodeName() + ".";
    if (lost.isPresent()) {
      events.warning(move.instance(), "Migrated", lost.get());
    } else {
      events.normal(move.instance(), "Migrated", text);
    }
    guests.wake(move.key());
  }

  /** Lets the guest run, unless its user paused it. Returns how long it stood still, if known. */
  private Optional<Duration> release(
      Handover move, OwnerRecord record, Optional<RunningMachine> machine) {
    if (move.isPausedByUser() || machine.filter(m -> m.state() == MachineState.PAUSED).isEmpty()) {
      return Optional.empty();
    }
    permit.run(move.instance(), machine.get());
    Instant now = move.clock().instant();
    return record.stopped().filter(s -> !s.isAfter(now)).map(s -> Duration.between(s, now));
  }

  private void arrive(ObjectNode status, Optional<Duration> pause) {
    status.put("nodeName", settings.nodeName());
    status.remove("evacuationNodeName");
    if (status.get("migrationState") instanceof ObjectNode state) {
      pause.ifPresent(p -> state.withObjectProperty("transfer").put("pauseMs", p.toMillis()));
    }
  }

  private void finish(Handover move, ObjectNode status, Optional<String> lost) {
    Optional<Resource> launcher = Launchers.on(move.api(), move.instance(), settings.nodeName());
    launcher.ifPresent(l -> status.putObject("activePods").put(l.uid(), settings.nodeName()));
    if (status.get("migrationState") instanceof ObjectNode state) {
      state.put("completed", true).put("endTimestamp", move.now());
      lost.ifPresent(l -> state.put("failed", true).put("failureReason", l));
      if (state.path("abortRequested").asBoolean()) {
        state.put("abortStatus", "Failed"); // it came past the point of no return
      }
    }
  }

  private void discard(Handover move) {
    if (guests.holds(move.key(), uid(move))) {
      guests.finish(move.key());
      guests.forget(move.key());
    }
    Launchers.on(move.api(), move.instance(), settings.nodeName())
        .ifPresent(l ->
            Launchers.finish(
                move.api(), l, MachineState.CRASHED, "The migration did not take place."));
  }
}
