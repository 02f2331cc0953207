package io.wherry.qemu;

import io.wherry.qemu.move.DiskExchange;
import io.wherry.qemu.move.DiskJobs;
import io.wherry.qemu.move.IncomingMove;
import io.wherry.qemu.move.MachineEvent;
import io.wherry.qemu.move.OutgoingMove;
import java.util.Optional;
import java.util.function.Consumer;

/** A machine that runs in a process of its own. Safe for several threads; calls may block. */
public interface RunningMachine extends AutoCloseable {
  /** What the guest does now. */
  MachineState state();

  /** Presses the power button; the guest may take its time or ignore it. */
  void pressPower();

  /** Pulls the plug. Returns when the process is gone. */
  void kill();

  void pause();

  /**
   * Lets the guest run. A machine that is being moved, or was, may be running elsewhere: only the
   * code that has checked who owns it may call this.
   */
  void resume();

  void reset();

  /** Ends the process in an orderly way, and by force if it does not go. Blocks up to 10 s. */
  void quit();

  /** What the guest sees; empty for machines that an earlier version of Wherry started. */
  Optional<Hardware> hardware();

  /** Moving this machine to another node. */
  OutgoingMove outgoing();

  /** Taking over a machine from another node; for those started by {@link Hypervisor#receive}. */
  IncomingMove incoming();

  /** Copies of its disks. */
  DiskJobs disks();

  /** Exchanging the images behind its disks, several at one moment. */
  DiskExchange exchange();

  /** Reachable from the host's {@code port} from now on; harmless when it is already. */
  void forward(String nic, MachineSpec.Forward port);

  /** Tells what happens to the machine, in order, from one thread, until the result is closed. */
  Listener listen(Consumer<MachineEvent> listener);

  /** A subscription to events. */
  interface Listener extends AutoCloseable {
    @Override
    void close();
  }

  /** Called once, from any thread, when the process has ended. */
  void whenEnded(Runnable listener);

  /** Process id, for metrics and messages. */
  long pid();

  /** Lets go of the machine; it runs on. */
  @Override
  void close();
}
