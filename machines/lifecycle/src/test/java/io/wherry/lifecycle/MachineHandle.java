package io.wherry.lifecycle;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.Hardware;
import io.wherry.qemu.MachineSpec;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.DiskExchange;
import io.wherry.qemu.move.DiskJobs;
import io.wherry.qemu.move.IncomingMove;
import io.wherry.qemu.move.Listening;
import io.wherry.qemu.move.MachineEvent;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveSettings;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.qemu.move.MoveTarget;
import io.wherry.testkit.crash.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A process of {@link TwoNodes}, seen by one life of its node's program. */
final class MachineHandle implements RunningMachine {
  private final TwoNodes.Machine machine;
  private final Gate gate;

  MachineHandle(TwoNodes.Machine machine, Gate gate) {
    this.machine = machine;
    this.gate = gate;
  }

  private void tell(String what, Runnable action) {
    gate.run(
        what + " on " + machine.node,
        () -> {
          if (machine.state.hasEnded()) {
            throw new PeerUnavailable("QEMU is gone");
          }
          action.run();
        });
  }

  private MoveProgress progress(MoveStatus status) {
    if (machine.state.hasEnded()) {
      throw new PeerUnavailable("QEMU is gone");
    }
    return new MoveProgress(
        status,
        "",
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        new MoveProgress.Ram(100, 10, 90, 0, 0, 0, 0, machine.pass, 0),
        0,
        List.of());
  }

  @Override
  public MachineState state() {
    return gate.call("state on " + machine.node, () -> machine.state);
  }

  @Override
  public void pressPower() {
    throw new UnsupportedOperationException("nobody shuts this guest down");
  }

  @Override
  public void kill() {
    gate.run("kill on " + machine.node, machine::die);
  }

  @Override
  public void quit() {
    gate.run("quit on " + machine.node, machine::die);
  }

  @Override
  public void pause() {
    tell("pause", machine::pause);
  }

  @Override
  public void resume() {
    tell("resume", machine::resume);
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("nobody resets this guest");
  }

  @Override
  public Optional<Hardware> hardware() {
    return Optional.of(new Hardware(List.of("-M", "q35"), "tcg", "7.2"));
  }

  @Override
  public OutgoingMove outgoing() {
    return new OutgoingMove();
  }

  @Override
  public IncomingMove incoming() {
    return new Incoming(this);
  }

  @Override
  public DiskJobs disks() {
    throw new UnsupportedOperationException("no disk is copied");
  }

  @Override
  public DiskExchange exchange() {
    throw new UnsupportedOperationException("no disk is exchanged");
  }

  @Override
  public void forward(String nic, MachineSpec.Forward port) {}

  @Override
  public Listener listen(Consumer<MachineEvent> listener) {
    return () -> {};
  }

  @Override
  public void whenEnded(Runnable listener) {}

  @Override
  public long pid() {
    return 1;
  }

  @Override
  public void close() {}

  /** Sends. */
  private final class OutgoingMove implements io.wherry.qemu.move.OutgoingMove {
    @Override
    public void begin(MoveTarget target, MoveSettings settings, MoveLimits limits) {
      tell("begin", () -> machine.send(target));
    }

    @Override
    public MoveProgress progress() {
      return gate.call(
          "progress on " + machine.node, () -> MachineHandle.this.progress(machine.out));
    }

    @Override
    public void limit(MoveLimits limits) {}

    @Override
    public void proceed() {
      tell("proceed", machine::proceed);
    }

    @Override
    public void switchToPostCopy() {
      tell("post-copy", machine::switchToPostCopy);
    }

    @Override
    public void cancel() {
      tell("cancel", machine::cancel);
    }

    @Override
    public void breakLink() {
      tell("break link", machine::pauseLink);
    }

    @Override
    public void recover(MoveTarget target) {
      tell("recover", () -> machine.connectAgain(target));
    }
  }

  private static final class Incoming implements IncomingMove {
    private final MachineHandle handle;

    Incoming(MachineHandle handle) {
      this.handle = handle;
    }

    @Override
    public int listen(Listening where, MoveSettings settings) {
      TwoNodes.Machine machine = handle.machine;
      handle.tell(
          "listen",
          () -> {
            if (machine.listens.isPresent() || machine.state != MachineState.INCOMING) {
              throw new InvalidRequest("The incoming migration has already been started");
            }
            machine.listenFirst();
          });
      return machine.listens.orElseThrow();
    }

    @Override
    public int export(Listening where, List<String> disks) {
      throw new UnsupportedOperationException("no disk is copied");
    }

    @Override
    public void closeExports() {}

    @Override
    public MoveProgress progress() {
      return handle.gate.call(
          "progress on " + handle.machine.node, () -> handle.progress(handle.machine.in));
    }

    @Override
    public void breakLink() {
      handle.tell("break link", handle.machine::pauseLink);
    }

    @Override
    public int recover(Listening where) {
      return handle.gate.call("recover on " + handle.machine.node, handle.machine::listenAgain);
    }
  }
}
