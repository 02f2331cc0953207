package io.wherry.ova;

import io.wherry.problems.WherryException;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener what a catalog holds and how it changes, on a thread of its own. */
final class CatalogFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogFollower.class);

  /** Two looks this far apart tell whether a file is still being written. */
  private static final Duration SOON = Duration.ofMillis(400);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** A file being copied causes hundreds of events a second; this is the pace of looks then. */
  private static final long CALM_MILLIS = 200;

  /** Fresh files at the start hold back parity for at most this many looks. */
  private static final int LOOKS_BEFORE_PARITY = 4;

  private final Supplier<Path> directory;
  private final OvaConnection.Around around;
  private final OvaRows rows;
  private final InventoryListener listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private Map<String, InventoryRow> told = new LinkedHashMap<>();
  private Map<String, String> complaints = Map.of();
  private boolean atParity;
  private int unsettledLooks;

  CatalogFollower(
      Supplier<Path> directory,
      OvaConnection.Around around,
      OvaRows rows,
      InventoryListener listener) {
    this.directory = directory;
    this.around = around;
    this.rows = rows;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("ova-catalog").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (DirectoryChanges changes = new DirectoryChanges()) {
      Optional<Catalog> catalog = Optional.empty();
      while (closed.getCount() > 0) {
        Duration pause;
        try {
          Path now = directory.get();
          Catalog current = catalog.orElseGet(() -> Catalog.patient(now, around.clock()));
          catalog = Optional.of(current);
          pause = look(current, changes);
        } catch (WherryException e) {
          catalog = Optional.empty();
          atParity = false;
          listener.failed(String.valueOf(e.getMessage()));
          pause = AFTER_FAILURE;
        } catch (RuntimeException e) {
          LOG.error("a look at a catalog failed by our own mistake", e);
          atParity = false;
          listener.failed("Reading the catalog failed: " + e);
          pause = AFTER_FAILURE;
        }
        changes.await(pause);
        if (closed.await(CALM_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      listener.failed("The catalog cannot be followed: " + e.getMessage());
    }
  }

  private Duration look(Catalog catalog, DirectoryChanges changes) {
    Catalog.View view = catalog.look();
    if (changes.watch(view.directories())) {
      view = catalog.look(); // a file may have come before the new directory was watched
    }
    if (closed.getCount() == 0) {
      return Duration.ZERO; // an interrupted look may have missed files
    }
    report(view);
    unsettledLooks = view.isUnsettled() ? unsettledLooks + 1 : 0;
    if (!atParity && (unsettledLooks == 0 || unsettledLooks >= LOOKS_BEFORE_PARITY)) {
      atParity = true;
      listener.parity();
    }
    if (unsettledLooks == 0) {
      return around.rescan();
    }
    return SOON.multipliedBy(Math.min(unsettledLooks, 10));
  }

  private void report(Catalog.View view) {
    List<Appliance> appliances = new ArrayList<>();
    Map<String, InventoryRow> now = new LinkedHashMap<>();
    for (CatalogEntry entry : view.entries().values()) {
      entry.appliance().ifPresent(appliances::add);
      InventoryRow row = rows.appliance(entry);
      now.put(row.collection() + "/" + row.id(), row);
    }
    rows.rows(appliances).forEach(row -> now.put(row.collection() + "/" + row.id(), row));
    now.forEach((key, row) -> {
      if (!row.equals(told.get(key))) {
        listener.put(row);
      }
    });
    told.forEach((key, row) -> {
      if (!now.containsKey(key)) {
        listener.remove(row.collection(), row.id());
      }
    });
    told = now;
    complain(view);
  }

  /** Every new message goes to the log once. */
  private void complain(Catalog.View view) {
    Map<String, String> now = new LinkedHashMap<>();
    view.entries().values().stream()
        .filter(e -> e.state() == CatalogEntry.State.Error)
        .forEach(e -> now.put(e.label(), e.message()));
    now.forEach((label, message) -> {
      if (!message.equals(complaints.get(label))) {
        LOG.warn("{}", message);
      }
    });
    complaints = now;
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
