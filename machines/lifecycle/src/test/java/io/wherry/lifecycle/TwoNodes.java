package io.wherry.lifecycle;

import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.Hardware;
import io.wherry.qemu.Hypervisor;
import io.wherry.qemu.MachineHome;
import io.wherry.qemu.MachineSpec;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.MoveStatus;
import io.wherry.qemu.move.MoveTarget;
import io.wherry.testkit.crash.Gate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Machines of two nodes and the wire between them, with the habits of QEMU that section 8.6 of the
 * specification lists. Two guests that run at once are an error at that very moment.
 */
final class TwoNodes {
  private static final int PASSES = 2;
  private static final int POST_COPY_ROUNDS = 3;
  private static final int FIRST_PORT = 40_000;

  private final List<Machine> alive = new ArrayList<>();
  private int ports = FIRST_PORT;
  private int cut;
  private Dirt dirt = Dirt.LITTLE;

  /** How fast the guest writes to its memory. */
  enum Dirt {
    LITTLE,
    /** Copying never catches up while the guest runs. */
    TOO_MUCH
  }

  /** How much the guest has done, over all its copies: each may only go on where the last was. */
  private int done;

  void dirty(Dirt much) {
    dirt = much;
  }

  /** For some rounds nothing passes between the nodes; their programs and the API go on. */
  void cutWire(int rounds) {
    cut = Math.max(cut, rounds);
  }

  private boolean isCut() {
    return cut > 0;
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
    cut = Math.max(0, cut - 1);
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
    final String node;
    private final Path home;
    MachineState state;
    MoveStatus out = MoveStatus.NONE;
    MoveStatus in = MoveStatus.NONE;
    int pass;
    private int work;
    private boolean postCopy;
    private boolean ranBefore;
    private int sent;
    OptionalInt listens = OptionalInt.empty();
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
      peer.ifPresent(Machine::pauseLink);
      if (!isCut()) {
        peer.filter(p -> p.in == MoveStatus.ACTIVE).ifPresent(Machine::die);
      }
    }

    void pause() {
      if (state == MachineState.RUNNING) {
        state = MachineState.PAUSED;
      }
    }

    void switchToPostCopy() {
      if (out == MoveStatus.NONE) {
        throw new InvalidRequest("Start postcopy after migration has been started");
      }
      postCopy = true;
    }

    private void advance() {
      boolean lost = peer.filter(alive::contains).isEmpty();
      switch (out) {
        case SETUP -> out = MoveStatus.ACTIVE;
        case ACTIVE -> {
          if (!isCut() && lost) {
            comeBack(MoveStatus.FAILED);
          } else if (!isCut() && isReady()) {
            ranBefore = state == MachineState.RUNNING;
            out = MoveStatus.PRE_SWITCHOVER;
            state = MachineState.SWITCHING;
          }
        }
        case DEVICE -> device(lost);
        case POSTCOPY_ACTIVE -> split(lost);
        default -> {}
      }
    }

    private boolean isReady() {
      boolean catchesUp = dirt == Dirt.LITTLE || state == MachineState.PAUSED || postCopy;
      return pass++ >= PASSES && catchesUp;
    }

    /** The target has what it needs to run, and then all of it. */
    private void split(boolean lost) {
      if (isCut() || lost) {
        pauseLink();
        peer.ifPresent(Machine::pauseLink);
        return;
      }
      Machine target = peer.orElseThrow();
      if (target.in == MoveStatus.ACTIVE) {
        target.in = MoveStatus.POSTCOPY_ACTIVE;
        target.state = MachineState.PAUSED;
        target.work = work;
      } else if (target.in == MoveStatus.POSTCOPY_ACTIVE && sent++ >= POST_COPY_ROUNDS) {
        target.in = MoveStatus.COMPLETED;
        out = MoveStatus.COMPLETED;
        state = MachineState.HANDED_OVER;
      }
    }

    void pauseLink() {
      if (out == MoveStatus.POSTCOPY_ACTIVE) {
        out = MoveStatus.POSTCOPY_PAUSED;
      }
      if (in == MoveStatus.POSTCOPY_ACTIVE) {
        in = MoveStatus.POSTCOPY_PAUSED;
      }
    }

    /** Sends the last part, or what the target needs to run without the rest. */
    void proceed() {
      if (out != MoveStatus.PRE_SWITCHOVER) {
        throw new InvalidRequest("Migration not in expected state: pre-switchover");
      }
      out = postCopy ? MoveStatus.POSTCOPY_ACTIVE : MoveStatus.DEVICE;
    }

    void listenFirst() {
      listens = OptionalInt.of(ports++);
    }

    int listenAgain() {
      if (in != MoveStatus.POSTCOPY_PAUSED) {
        throw new InvalidRequest("Migrate recover can only be run when postcopy is paused.");
      }
      listens = OptionalInt.of(ports++);
      return listens.getAsInt();
    }

    void connectAgain(MoveTarget to) {
      if (out != MoveStatus.POSTCOPY_PAUSED) {
        throw new InvalidRequest("Cannot resume if there is no paused migration");
      }
      boolean there =
          peer.filter(alive::contains)
              .filter(p -> p.listens.equals(OptionalInt.of(to.port())))
              .isPresent();
      if (!isCut() && there) {
        out = MoveStatus.POSTCOPY_ACTIVE;
        peer.get().in = MoveStatus.POSTCOPY_ACTIVE;
      }
    }

    private void device(boolean lost) {
      if (isCut()) {
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
      if (state == MachineState.SWITCHING) {
        state = ranBefore ? MachineState.RUNNING : MachineState.HANDED_OVER;
      }
      check();
    }

    void send(MoveTarget to) {
      if (!List.of(MoveStatus.NONE, MoveStatus.FAILED, MoveStatus.CANCELLED).contains(out)) {
        throw new InvalidRequest("There's a migration process in progress");
      }
      pass = 0;
      sent = 0;
      postCopy = false;
      peer = alive.stream().filter(m -> m.listens.equals(OptionalInt.of(to.port()))).findFirst();
      if (isCut() || peer.isEmpty()) {
        out = MoveStatus.FAILED;
        return;
      }
      peer.get().in = MoveStatus.ACTIVE;
      peer.get().peer = Optional.of(this);
      out = MoveStatus.SETUP;
    }

    void cancel() {
      if (out == MoveStatus.NONE || out.hasEnded() || out == MoveStatus.CANCELLING) {
        return;
      }
      if (out.isPostCopy()) {
        cancelSplit();
        return;
      }
      comeBack(MoveStatus.CANCELLED);
      if (!isCut()) {
        peer.filter(p -> p.in == MoveStatus.ACTIVE).ifPresent(Machine::die);
      }
    }

    private void cancelSplit() {
      if (peer.filter(p -> p.state == MachineState.RUNNING).isPresent()) {
        throw new AssertionError("the rest of a running guest's memory is thrown away");
      }
      if (out == MoveStatus.POSTCOPY_ACTIVE && peer.filter(alive::contains).isPresent()) {
        out = MoveStatus.CANCELLED;
        state = MachineState.HANDED_OVER;
        peer.ifPresent(Machine::pauseLink);
      } else {
        out = MoveStatus.CANCELLING; // for ever
      }
    }

    void resume() {
      if (state == MachineState.SWITCHING) {
        throw new InvalidRequest("Migration is not finalized yet");
      }
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
      return gate.call(
          "start on " + node, () -> new MachineHandle(put(home, MachineState.RUNNING), gate));
    }

    @Override
    public RunningMachine receive(MachineSpec spec, Hardware hardware, MachineHome home) {
      return gate.call(
          "receive on " + node,
          () ->
              new MachineHandle(on(node).orElseGet(() -> put(home, MachineState.INCOMING)), gate));
    }

    @Override
    public Optional<RunningMachine> reattach(MachineHome home) {
      return gate.call(
          "reattach on " + node,
          () ->
              on(node)
                  .filter(m -> m.home.equals(home.folder()))
                  .map(m -> new MachineHandle(m, gate)));
    }

    @Override
    public MachineState ended(MachineHome home) {
      return MachineState.CRASHED;
    }
  }
}
