package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ConditionList.Truth;
import io.wherry.control.EventRecorder;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;

/**
 * What is done when copying does not catch up with the guest in time, as far as it is allowed: the
 * guest is stopped until it is on the target, or goes on there before its memory has arrived. It is
 * written down before it is done.
 *
 * @source live-migration.md section 3.4
 */
final class Disruption {
  static final String ALLOWED = "allowWorkloadDisruption";
  static final String POST_COPY = "allowPostCopy";

  private final EventRecorder events;
  private final MoveClock limits;
  private Handover.Mode done = Handover.Mode.PreCopy;

  Disruption(EventRecorder events, MoveClock limits) {
    this.events = events;
    this.limits = limits;
  }

  /** Does what the time that has passed asks for. True when that is new to the given state. */
  boolean look(Handover move, RunningMachine machine) {
    Handover.Mode mode = move.mode();
    if (mode == Handover.Mode.PreCopy) {
      return decide(move, machine);
    }
    if (mode != done) {
      if (mode == Handover.Mode.PostCopy) {
        machine.outgoing().switchToPostCopy();
      } else {
        machine.pause();
      }
      done = mode;
    }
    return false;
  }

  private boolean decide(Handover move, RunningMachine machine) {
    boolean due = limits.isOver(move) && move.allows(ALLOWED);
    if (!due || machine.state() != MachineState.RUNNING) {
      return false;
    }
    Handover.Mode mode =
        move.allows(POST_COPY) && move.isPostCopyPrepared()
            ? Handover.Mode.PostCopy
            : Handover.Mode.Paused;
    String text =
        mode == Handover.Mode.PostCopy
            ? "Copying does not catch up in time: the guest goes on at the target before its memory"
                + " is there. Until all has arrived both nodes are needed."
            : "Copying does not catch up in time: the guest is paused until it is at the target.";
    move.writeStatus(s -> {
      ((ObjectNode) s.get("migrationState")).put("mode", mode.name());
      if (mode == Handover.Mode.Paused) {
        new ConditionList(s, move.clock().instant())
            .set("Paused", Truth.TRUE, "PausedByMigrationMonitor", text);
      }
    });
    events.normal(move.instance(), "Migrating", text);
    return true;
  }
}
