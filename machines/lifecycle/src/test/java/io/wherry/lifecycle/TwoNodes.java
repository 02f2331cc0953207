package io.wherry.lifecycle;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.Hardware;
import io.wherry.qemu.Hypervisor;
import io.wherry.qemu.MachineHome;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Machines of two nodes and the wire between them, with the habits of QEMU that section 8.6 of the
 * specification lists. Two guests that run at once are an error at that very moment.
 */
final class TwoNodes {
  private static final int PASSES = 2;
  private static final int FIRST_PORT = 40_000;

  private final List<Machine> alive = new ArrayList<>();
  private int ports = FIRST_PORT;
  private boolean cut;

  /** How much the guest has done, over all its copies: each may only go on where the last was. */
  private int done;

  /** From now on nothing passes between the nodes; their programs and the API go on. */
  void cutWire() {
    cut = true;
  }

  int processes() {
    return alive.size();
  }

  Optional<Machine> on(String node) {
    return alive.stream().filter(m -> m.node.equals(node)).findFirst();
  }

  List<Machine> running() {
    return alive.stream().filter(m -> m.state == MachineState.RUNNING).toList();
  }

  /** Time passes: guests work, and memory moves. */
  void tick() {
    for (Machine machine : List.copyOf(alive)) {
      machine.advance();
    }
    for (Machine machine : running()) {
      if (machine.work != done) {
        throw new AssertionError(
            "a guest runs on without work it did: " + machine.work + "/" + done);
      }
      done++;
      machine.work = done;
    }
  }

  private void check() {
    if (running().size() > 1) {
      throw new AssertionError("two copies run");
    }
  }

  /** A node's hypervisor, seen by one life of its program. */
  Hypervisor hypervisor(String node, Gate gate) {
    return new Side(node, gate);
  }

  /** A process. */
  final class Machine {
    private final String node;
    private final Path home;
    private MachineState state;
    private MoveStatus out = MoveStatus.NONE;
    private MoveStatus in = MoveStatus.NONE;
    private int pass;
    private int work;
    private OptionalInt listens = OptionalInt.empty();
    private Optional<Machine> peer = Optional.empty();

    Machine(String node, Path home, MachineState state) {
      this.node = node;
      this.home = home;
      this.state = state;
    }

    /** SIGKILL. A target whose source goes before all has arrived ends by itself. */
    void die() {
      alive.remove(this);
      state = MachineState.CRASHED;
      if (!cut) {
        peer.filter(p -> p.in == MoveStatus.ACTIVE).ifPresent(Machine::die);
      }
    }

    private void advance() {
      boolean lost = peer.filter(alive::contains).isEmpty();
      switch (out) {
        case SETUP -> out = MoveStatus.ACTIVE;
        case ACTIVE -> {
          if (!cut && lost) {
            comeBack(MoveStatus.FAILED);
          } else if (!cut && pass++ >= PASSES) {
            out = MoveStatus.PRE_SWITCHOVER;
            state = MachineState.SWITCHING;
          }
        }
        case DEVICE -> device(lost);
        default -> {}
      }
    }

    private void device(boolean lost) {
      if (cut) {
        return;
      }
      if (lost) {
        comeBack(MoveStatus.FAILED);
      } else if (peer.orElseThrow().in == MoveStatus.ACTIVE) {
        Machine target = peer.orElseThrow();
        target.in = MoveStatus.COMPLETED;
        target.state = MachineState.PAUSED;
        target.work = work;
      } else {
        out = MoveStatus.COMPLETED;
        state = MachineState.HANDED_OVER;
      }
    }

    private void comeBack(MoveStatus ended) {
      out = ended;
      state = MachineState.RUNNING;
      check();
    }

    private void send(MoveTarget to) {
      if (!List.of(MoveStatus.NONE, MoveStatus.FAILED, MoveStatus.CANCELLED).contains(out)) {
        throw new InvalidRequest("There's a migration process in progress");
      }
      pass = 0;
      peer = alive.stream().filter(m -> m.listens.equals(OptionalInt.of(to.port()))).findFirst();
      if (cut || peer.isEmpty()) {
        out = MoveStatus.FAILED;
        return;
      }
      peer.get().in = MoveStatus.ACTIVE;
      peer.get().peer = Optional.of(this);
      out = MoveStatus.SETUP;
    }

    private void cancel() {
      if (out == MoveStatus.NONE || out.hasEnded()) {
        return;
      }
      comeBack(MoveStatus.CANCELLED);
      if (!cut) {
        peer.filter(p -> p.in == MoveStatus.ACTIVE).ifPresent(Machine::die);
      }
    }

    private void resume() {
      if (state == MachineState.INCOMING || state.hasEnded()) {
        throw new InvalidRequest("cannot continue from " + state);
      }
      state = MachineState.RUNNING;
      check();
    }
  }

  private final class Side implements Hypervisor {
    private final String node;
    private final Gate gate;

    Side(String node, Gate gate) {
      this.node = node;
      this.gate = gate;
    }

    private Machine put(MachineHome home, MachineState state) {
      if (on(node).isPresent()) {
        throw new IllegalStateException("two processes in " + home.folder());
      }
      try {
        Path _ = Files.createDirectories(home.folder());
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      Machine machine = new Machine(node, home.folder(), state);
      alive.add(machine);
      check();
      return machine;
    }

    @Override
    public RunningMachine start(MachineSpec spec, MachineHome home) {
      return gate.call("start on " + node, () -> new Handle(put(home, MachineState.RUNNING), gate));
    }

    @Override
    public RunningMachine receive(MachineSpec spec, Hardware hardware, MachineHome home) {
      return gate.call(
          "receive on " + node,
          () -> new Handle(on(node).orElseGet(() -> put(home, MachineState.INCOMING)), gate));
    }

    @Override
    public Optional<RunningMachine> reattach(MachineHome home) {
      return gate.call(
          "reattach on " + node,
          () -> on(node).filter(m -> m.home.equals(home.folder())).map(m -> new Handle(m, gate)));
    }

    @Override
    public MachineState ended(MachineHome home) {
      return MachineState.CRASHED;
    }
  }

  private final class Handle implements RunningMachine {
    private final Machine machine;
    private final Gate gate;

    Handle(Machine machine, Gate gate) {
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
      throw new UnsupportedOperationException("nobody pauses this guest");
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
        return gate.call("progress on " + machine.node, () -> Handle.this.progress(machine.out));
      }

      @Override
      public void limit(MoveLimits limits) {}

      @Override
      public void proceed() {
        tell(
            "proceed",
            () -> {
              if (machine.out != MoveStatus.PRE_SWITCHOVER) {
                throw new InvalidRequest("Migration not in expected state: pre-switchover");
              }
              machine.out = MoveStatus.DEVICE;
            });
      }

      @Override
      public void switchToPostCopy() {
        throw new UnsupportedOperationException("pre-copy only");
      }

      @Override
      public void cancel() {
        tell("cancel", machine::cancel);
      }

      @Override
      public void recover(MoveTarget target) {
        throw new UnsupportedOperationException("pre-copy only");
      }
    }
  }

  private final class Incoming implements IncomingMove {
    private final Handle handle;

    Incoming(Handle handle) {
      this.handle = handle;
    }

    @Override
    public int listen(Listening where, MoveSettings settings) {
      Machine machine = handle.machine;
      handle.tell(
          "listen",
          () -> {
            if (machine.listens.isPresent() || machine.state != MachineState.INCOMING) {
              throw new InvalidRequest("The incoming migration has already been started");
            }
            machine.listens = OptionalInt.of(ports++);
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
    public int recover(Listening where) {
      throw new UnsupportedOperationException("pre-copy only");
    }
  }
}
