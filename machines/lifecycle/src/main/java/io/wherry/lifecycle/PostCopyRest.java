package io.wherry.lifecycle;

import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveStatus;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What the former owner still owes a guest that runs on the target already: the rest of its memory.
 * Its own copy never runs again; its process ends when everything has been sent.
 */
final class PostCopyRest implements HandoverController.Looking {
  private static final long LOOK_MILLIS = 100;

  private final Handover begun;
  private final Optional<RunningMachine> machine;
  private final LinkRecovery link;

  /**
   * @param machine empty when its process is gone
   */
  PostCopyRest(Handover begun, Optional<RunningMachine> machine, Handover.Security security) {
    this.begun = begun;
    this.machine = machine;
    this.link = new LinkRecovery(security);
  }

  @Override
  public boolean decided() {
    Optional<Handover> now = begun.again().filter(Handover::isOpen);
    if (now.isEmpty()) {
      machine.ifPresent(RunningMachine::quit);
      return true;
    }
    if (machine.isEmpty() || machine.get().state().hasEnded()) {
      return gone();
    }
    MoveProgress progress = machine.get().outgoing().progress();
    if (progress.status() == MoveStatus.COMPLETED) {
      machine.get().quit();
      return true;
    }
    if (progress.status() == MoveStatus.FAILED || progress.status() == MoveStatus.CANCELLED) {
      return gone();
    }
    link.lookFromSource(now.get(), machine.get(), progress);
    return false;
  }

  /** Only this side knows that no more memory will come. */
  private boolean gone() {
    begun.write(s -> s.withObjectProperty("transfer").put("sourceGone", true));
    return true;
  }

  @Override
  public void rest() throws InterruptedException {
    boolean _ = new Semaphore(0).tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    // nothing is held between two looks
  }
}
