package io.wherry.lifecycle;

import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.DiskExchange;
import io.wherry.qemu.move.DiskExchange.Phase;
import io.wherry.qemu.move.DiskExchange.State;
import io.wherry.qemu.move.MachineEvent;
import io.wherry.resources.DiskMove;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The machine whose disks move, as it is on this node. Calls block for milliseconds. */
final class DiskMoveSide {
  private static final long LOOK_MILLIS = 2;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long NANOS_PER_MICRO = 1000;

  private final DiskMove move;
  private final Resource instance;
  private final RunningMachine machine;
  private long heldSince;
  private long released;

  DiskMoveSide(DiskMove move, Resource instance, RunningMachine machine) {
    this.move = move;
    this.instance = instance;
    this.machine = machine;
  }

  Resource instance() {
    return instance;
  }

  DiskExchange exchange() {
    return machine.exchange();
  }

  RunningMachine machine() {
    return machine;
  }

  String id(DiskMove.Disk disk) {
    return DiskMoveController.diskId(instance, disk.volume());
  }

  List<State> states() {
    return exchange().of(move.tag());
  }

  Optional<State> state(DiskMove.Disk disk) {
    return states().stream().filter(s -> s.disk().equals(id(disk))).findFirst();
  }

  void limit(long bytesPerSecond) {
    if (states().stream().anyMatch(s -> s.phase() == Phase.COPYING)) {
      exchange().limit(move.tag(), bytesPerSecond);
    }
  }

  /** Why a copy has ended before anything was decided; empty when none has. */
  Optional<String> failure() {
    return states().stream()
        .filter(s -> s.phase() == Phase.ENDED)
        .map(s ->
            s.error().isEmpty()
                ? "The copy of " + s.disk() + " ended."
                : "The copy of " + s.disk() + " failed: " + s.error())
        .findFirst();
  }

  boolean areReady() {
    List<State> states = states();
    return states.size() == move.disks().size()
        && states.stream().allMatch(s -> s.phase() == Phase.READY || s.phase() == Phase.HELD);
  }

  /** Brings all disks to where the exchange can be decided; says why that cannot be. */
  Optional<String> hold() {
    heldSince = System.nanoTime();
    try {
      boolean held =
          await(
              () -> exchange().hold(move.tag()),
              () -> states().stream().allMatch(s -> s.phase() == Phase.HELD));
      return held
          ? Optional.empty()
          : Optional.of("The guest's requests did not come to rest in time, or a copy failed.");
    } catch (InvalidRequest e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Requests of the guest have waited for no longer; 0 when they were not held by us. */
  long heldMicros() {
    return heldSince == 0 ? 0 : Math.max(1, (released - heldSince) / NANOS_PER_MICRO);
  }

  /** Carries out a decision; true when QEMU has done it with all disks. */
  boolean carryOut(Runnable decision) {
    boolean through =
        await(decision, () -> states().stream().allMatch(s -> s.phase() == Phase.ENDED));
    released = System.nanoTime();
    return through;
  }

  private boolean await(Runnable start, BooleanSupplier done) {
    Semaphore news = new Semaphore(0);
    long from = System.nanoTime();
    try (var _ =
        machine.listen(e -> {
          if (e.type() == MachineEvent.Type.DISK_JOB || e.type() == MachineEvent.Type.LOST) {
            news.release();
          }
        })) {
      start.run();
      while (!done.getAsBoolean()) {
        if (System.nanoTime() - from > PATIENCE_NANOS) {
          return false;
        }
        boolean _ = news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("Interrupted while the disks of " + instance + " were exchanged.", e);
    }
  }
}
