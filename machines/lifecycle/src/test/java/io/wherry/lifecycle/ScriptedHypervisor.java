package io.wherry.lifecycle;

import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.Hardware;
import io.wherry.qemu.Hypervisor;
import io.wherry.qemu.MachineHome;
import io.wherry.qemu.MachineSpec;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.DiskExchange;
import io.wherry.qemu.move.DiskJobs;
import io.wherry.qemu.move.IncomingMove;
import io.wherry.qemu.move.MachineEvent;
import io.wherry.qemu.move.OutgoingMove;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Machines that do what the test says; stricter than QEMU: a second start of a home is an error.
 */
final class ScriptedHypervisor implements Hypervisor {
  final Map<Path, Scripted> processes = new ConcurrentHashMap<>();
  final Map<Path, MachineState> ends = new ConcurrentHashMap<>();
  final List<MachineSpec> started = new CopyOnWriteArrayList<>();
  volatile String refusal = "";
  volatile boolean obeysPowerButton = true;

  /** One machine. */
  final class Scripted implements RunningMachine {
    private final Path home;
    private final List<Runnable> listeners = new ArrayList<>();
    volatile MachineState state = MachineState.RUNNING;
    volatile int presses;
    final ScriptedExchange exchange = new ScriptedExchange();

    Scripted(Path home) {
      this.home = home;
    }

    /** The guest shuts down; the process waits to be ended. */
    void shutDown() {
      state = MachineState.SHUT_DOWN;
      ends.put(home, MachineState.SHUT_DOWN);
      listeners.forEach(Runnable::run);
    }

    void crash() {
      state = MachineState.CRASHED;
      processes.remove(home);
      ends.put(home, MachineState.CRASHED);
      listeners.forEach(Runnable::run);
    }

    @Override
    public MachineState state() {
      return state;
    }

    @Override
    public void pressPower() {
      presses++;
      if (obeysPowerButton) {
        shutDown();
      }
    }

    @Override
    public void kill() {
      processes.remove(home);
      ends.putIfAbsent(home, MachineState.CRASHED);
    }

    @Override
    public void pause() {
      state = MachineState.PAUSED;
    }

    @Override
    public void resume() {
      state = MachineState.RUNNING;
    }

    @Override
    public void reset() {}

    @Override
    public void quit() {
      kill();
    }

    @Override
    public Optional<Hardware> hardware() {
      return Optional.empty();
    }

    @Override
    public OutgoingMove outgoing() {
      throw new UnsupportedOperationException("this script moves nothing");
    }

    @Override
    public IncomingMove incoming() {
      throw new UnsupportedOperationException("this script moves nothing");
    }

    @Override
    public DiskJobs disks() {
      throw new UnsupportedOperationException("this script copies nothing");
    }

    @Override
    public DiskExchange exchange() {
      return exchange;
    }

    @Override
    public void forward(String nic, MachineSpec.Forward port) {}

    @Override
    public Listener listen(Consumer<MachineEvent> listener) {
      return () -> {};
    }

    @Override
    public void whenEnded(Runnable listener) {
      listeners.add(listener);
    }

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public void close() {}
  }

  @Override
  public RunningMachine start(MachineSpec spec, MachineHome home) {
    if (!refusal.isEmpty()) {
      throw new InvalidRequest(refusal);
    }
    if (processes.containsKey(home.folder())) {
      throw new IllegalStateException("two machines in " + home.folder());
    }
    ends.remove(home.folder());
    started.add(spec);
    Scripted machine = new Scripted(home.folder());
    processes.put(home.folder(), machine);
    return machine;
  }

  @Override
  public RunningMachine receive(MachineSpec spec, Hardware hardware, MachineHome home) {
    throw new UnsupportedOperationException("this script moves nothing");
  }

  @Override
  public Optional<RunningMachine> reattach(MachineHome home) {
    return Optional.ofNullable(processes.get(home.folder()));
  }

  @Override
  public MachineState ended(MachineHome home) {
    return ends.getOrDefault(home.folder(), MachineState.CRASHED);
  }

  Scripted only() {
    return processes.values().iterator().next();
  }
}
