package io.wherry.testkit;

import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps what a collector reports. Strict: removing what was never reported is an error. */
public final class RecordingListener implements InventoryListener {
  private final Map<String, InventoryRow> rows = new TreeMap<>();
  private final List<String> mistakes = new ArrayList<>();
  private final CountDownLatch parity = new CountDownLatch(1);
  private String failure = "";

  @Override
  public synchronized void put(InventoryRow row) {
    InventoryRow before = rows.put(row.collection() + "/" + row.id(), row);
    if (row.equals(before)) {
      mistakes.add("reported without a change: " + row.collection() + "/" + row.name());
    }
  }

  @Override
  public synchronized void remove(String collection, String id) {
    if (rows.remove(collection + "/" + id) == null) {
      mistakes.add("removed but never reported: " + collection + "/" + id);
    }
  }

  @Override
  public synchronized void parity() {
    failure = "";
    parity.countDown();
  }

  @Override
  public synchronized void failed(String message) {
    failure = message;
  }

  /** Waits up to ten seconds for the first complete reading. */
  public void awaitParity() throws InterruptedException {
    if (!parity.await(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("no parity after 10 s; failure: " + failure());
    }
  }

  /** Whether the first complete reading has been reported. */
  public boolean isComplete() {
    return parity.getCount() == 0;
  }

  /** The rows of a collection. */
  public synchronized List<InventoryRow> rows(String collection) {
    return rows.values().stream().filter(r -> r.collection().equals(collection)).toList();
  }

  /** The row with the name, when there is exactly one. */
  public Optional<InventoryRow> named(String collection, String name) {
    List<InventoryRow> found =
        rows(collection).stream().filter(r -> r.name().equals(name)).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** The last failure; empty when reading works. */
  public synchronized String failure() {
    return failure;
  }

  /** What the collector did wrong. */
  public synchronized List<String> mistakes() {
    return List.copyOf(mistakes);
  }
}
