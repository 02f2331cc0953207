package io.wherry.openshift;

import io.wherry.problems.WherryException;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a cluster again and again, and tells what differs from what it has told. */
final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private final Cluster cluster;
  private final InventoryListener listener;
  private final OpenshiftConnection.Origin origin;
  private final Rows rows;
  private final Map<String, InventoryRow> told = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private String lastFailure = "";
  private boolean healthy;

  Follower(Cluster cluster, InventoryListener listener, OpenshiftConnection.Origin origin) {
    this.cluster = cluster;
    this.listener = listener;
    this.origin = origin;
    this.rows = new Rows(origin.providerUid());
    this.thread = Thread.ofVirtual().name("openshift-" + cluster.access()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    do {
      try {
        tell(Estate.read(cluster));
      } catch (WherryException e) {
        fail(e, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        LOG.error("following {} failed by our own mistake", cluster.access(), e);
        fail(e, "Reading the inventory failed: " + e);
      }
    } while (!isClosedAfterPause());
  }

  private void fail(RuntimeException cause, String message) {
    if (closed.getCount() > 0) {
      healthy = false;
      if (!message.equals(lastFailure)) {
        LOG.warn("{}", message);
        LOG.debug("cause", cause);
      }
      lastFailure = message;
      listener.failed(message);
    }
  }

  private boolean isClosedAfterPause() {
    try {
      return closed.await(origin.refresh().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void tell(Estate estate) {
    Map<String, InventoryRow> gone = new HashMap<>(told);
    for (InventoryRow row : rows.of(estate)) {
      String key = row.collection() + "/" + row.id();
      InventoryRow before = gone.remove(key);
      if (before == null || !before.equals(row)) {
        told.put(key, row);
        listener.put(row);
      }
    }
    gone.forEach((key, row) -> {
      told.remove(key);
      listener.remove(row.collection(), row.id());
    });
    if (!healthy) {
      healthy = true;
      lastFailure = "";
      listener.parity();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
