package io.wherry.apiserver.store;

import io.wherry.problems.Cancelled;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on a thread of its own: done when something has changed, and now and then in any case, so
 * that what failed is tried again.
 */
public final class Recurring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

  private final String name;
  private final Duration atLeastEvery;
  private final Runnable work;
  private final Semaphore news = new Semaphore(0);
  private final Thread worker;

  /** Starts; the first time is at the first {@link #wake}, or when the interval is over. */
  public Recurring(String name, Duration atLeastEvery, Runnable work) {
    this.name = name;
    this.atLeastEvery = atLeastEvery;
    this.work = work;
    this.worker = Thread.ofVirtual().name(name).start(this::run);
  }

  /** Has the work done soon; many calls may lead to one time. Never blocks. */
  public void wake() {
    news.release();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean _ = news.tryAcquire(atLeastEvery.toMillis(), TimeUnit.MILLISECONDS);
        int _ = news.drainPermits();
        once();
      }
    } catch (InterruptedException | Cancelled _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void once() {
    try {
      work.run();
    } catch (Cancelled e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("{} failed; tried again within {}", name, atLeastEvery, e);
    }
  }

  /** Stops after the step at hand; blocks until then. */
  @Override
  public void close() {
    worker.interrupt();
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
