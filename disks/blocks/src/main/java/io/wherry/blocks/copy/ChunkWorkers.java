package io.wherry.blocks.copy;

import io.wherry.problems.Cancelled;
import io.wherry.problems.Defect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the same work on a few platform threads (decoding keeps a core busy; virtual threads would
 * gain nothing) and ends them all when one fails or the caller is interrupted.
 */
final class ChunkWorkers {
  private ChunkWorkers() {}

  static void run(int threads, Callable<Void> work) {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(work));
      }
      try {
        for (Future<Void> one : all) {
          Void _ = one.get();
        }
      } catch (InterruptedException e) {
        var _ = pool.shutdownNow();
        Thread.currentThread().interrupt();
        throw new Cancelled("The copy was interrupted; it can be continued.", e);
      } catch (ExecutionException e) {
        var _ = pool.shutdownNow();
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new Defect("A copy worker failed.", e);
      }
    }
  }
}
