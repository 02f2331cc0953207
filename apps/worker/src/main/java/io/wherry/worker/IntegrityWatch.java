package io.wherry.worker;

import io.wherry.problems.Cancelled;
import io.wherry.problems.Defect;
import io.wherry.problems.WherryException;
import io.wherry.spi.IntegrityCheck;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** Checks the source's own digests on a thread of its own while the copy runs. */
final class IntegrityWatch implements AutoCloseable {
  private final FutureTask<Void> checks;
  private final Thread thread;

  private IntegrityWatch(FutureTask<Void> checks, Thread thread) {
    this.checks = checks;
    this.thread = thread;
  }

  static IntegrityWatch start(List<IntegrityCheck> list, Consumer<String> log) {
    FutureTask<Void> checks =
        new FutureTask<>(() -> {
          for (IntegrityCheck check : list) {
            check.verify(_ -> {});
            log.accept(check.name() + " is right");
          }
          return null;
        });
    return new IntegrityWatch(checks, Thread.ofPlatform().name("integrity").start(checks));
  }

  /** Returns when all checks passed; throws what a failed one said. */
  void await() {
    try {
      Void _ = checks.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("Interrupted while the source's digests were checked.", e);
    } catch (ExecutionException | CancellationException e) {
      throw e.getCause() instanceof WherryException cause
          ? cause
          : new Defect("Checking the source's digests failed.", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
