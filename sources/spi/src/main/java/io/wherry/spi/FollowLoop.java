package io.wherry.spi;

import io.wherry.problems.WherryException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a source on a thread of its own, as long as it is not closed: after a fault, which the
 * listener is told, it begins anew. A fault that stays the same is logged once.
 */
public final class FollowLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowLoop.class);

  private final String name;
  private final InventoryListener listener;
  private final Duration afterFailure;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});
  private volatile String lastFailure = "";

  /**
   * @param name of the source, for logs and the thread
   * @param afterFailure wait before it begins anew
   */
  public FollowLoop(String name, InventoryListener listener, Duration afterFailure) {
    this.name = name;
    this.listener = listener;
    this.afterFailure = afterFailure;
  }

  /**
   * Begins. Returns at once.
   *
   * @param follow reads and tells until something fails, the source has to be read anew, or {@link
   *     #isClosedAfter} says so
   */
  public void start(Runnable follow) {
    thread = Thread.ofVirtual().name(name).start(() -> run(follow));
  }

  private void run(Runnable follow) {
    do {
      try {
        follow.run();
      } catch (WherryException e) {
        // Also when our login was refused: no source sends it again.
        fail(e, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        LOG.error("following {} failed by our own mistake", name, e);
        fail(e, "Reading the inventory failed: " + e);
      }
    } while (!isClosedAfter(afterFailure));
  }

  private void fail(RuntimeException cause, String message) {
    if (isOpen()) {
      if (!message.equals(lastFailure)) {
        LOG.warn("{}", message);
        LOG.debug("cause", cause);
      }
      lastFailure = message;
      listener.failed(message);
    }
  }

  /** Everything has been told: the listener hears of it, and the next fault is news again. */
  public void complete() {
    lastFailure = "";
    listener.parity();
  }

  /** Whether the last reading failed. */
  public boolean hasFailed() {
    return !lastFailure.isEmpty();
  }

  /** Whether there is still somebody to tell. */
  public boolean isOpen() {
    return closed.getCount() > 0;
  }

  /** Waits, shorter when it is closed meanwhile. */
  public boolean isClosedAfter(Duration pause) {
    try {
      return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Idempotent; does not wait for the thread's end. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
