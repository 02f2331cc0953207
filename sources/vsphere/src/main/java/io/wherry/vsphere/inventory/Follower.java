package io.wherry.vsphere.inventory;

import io.wherry.problems.WherryException;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.MachineExtras.Tpm;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.vim.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a source on a thread of its own, as long as it is not closed: after a fault it begins
 * anew and tells only what differs from what it has told.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /**
   * As upstream.
   *
   * @source inventory-and-providers.md section 2.4
   */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** Of silence; shorter than what proxies and {@link Session} bear. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Session session;
  private final String providerUid;
  private final InventoryListener listener;
  private final Duration longestWait;
  private final Teller teller;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private String lastFailure = "";

  public Follower(Session session, String providerUid, InventoryListener listener) {
    this(session, providerUid, listener, LONGEST_WAIT);
  }

  Follower(Session session, String providerUid, InventoryListener listener, Duration longestWait) {
    this.session = session;
    this.longestWait = longestWait;
    this.providerUid = providerUid;
    this.listener = listener;
    this.teller = new Teller(listener);
    this.thread =
        Thread.ofVirtual().name("vsphere-" + session.access().sdk().getHost()).unstarted(this::run);
  }

  /** Begins. Returns at once. */
  public void start() {
    thread.start();
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        follow();
      } catch (WherryException e) {
        // Also when our login was refused: the session never sends it again.
        fail(e, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        LOG.error("following {} failed by our own mistake", session.access().sdk().getHost(), e);
        fail(e, "Reading the inventory failed: " + e);
      }
      if (isClosedAfter(AFTER_FAILURE)) {
        return;
      }
    }
  }

  private void fail(RuntimeException cause, String message) {
    if (closed.getCount() > 0) {
      if (!message.equals(lastFailure)) {
        LOG.warn("{}", message);
        LOG.debug("cause", cause);
      }
      lastFailure = message;
      listener.failed(message);
    }
  }

  private boolean isClosedAfter(Duration pause) {
    try {
      return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void follow() {
    Map<String, Map<String, Prop<?>>> types = Schema.types();
    boolean knowsTpm = session.content().about().isAtLeast(6, 7);
    Estate estate = new Estate(types);
    RowBuilder rows = new RowBuilder(providerUid, estate, knowsTpm ? Tpm.ABSENT : Tpm.UNKNOWN);
    UpdateStream stream = UpdateStream.open(session, types);
    boolean complete = false;
    while (closed.getCount() > 0) {
      Updates updates = stream.next(longestWait);
      updates.changes().forEach(estate::apply);
      if (updates.truncated()) {
        continue;
      }
      teller.tell(estate, rows, estate.takeDirty());
      if (!complete) {
        complete = true;
        teller.keepOnly(new HashSet<MoRef>(estate.refs()));
        lastFailure = "";
        listener.parity();
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
