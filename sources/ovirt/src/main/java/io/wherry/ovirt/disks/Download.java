package io.wherry.ovirt.disks;

import io.wherry.blocks.Extent;
import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.imageio.ImageioDisk;
import io.wherry.ovirt.rest.Engine;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk's bytes through the engine's transfers: the present one is kept alive, and one that is
 * lost (the engine was restarted, the ticket has run out) is replaced as long as the disk has not
 * changed. Safe for several threads.
 */
final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);

  /** Half of what the engine bears. */
  private static final Duration ALIVE = Duration.ofSeconds(25);

  /** Without a byte between them; a transfer that cannot be had does not get better by more. */
  private static final int MOST_REPLACEMENTS = 3;

  private final Engine engine;
  private final DiskPlace place;
  private final Runnable unmoved;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger users = new AtomicInteger();
  private final AtomicInteger fruitless = new AtomicInteger();
  private volatile Open open;
  private volatile boolean failed;

  /** A transfer with its connections. */
  private record Open(Transfer transfer, ImageioDisk disk) {}

  /**
   * @param unmoved throws when the disk may have been written since it was located
   */
  Download(Engine engine, DiskPlace place, Runnable unmoved) {
    this.engine = engine;
    this.place = place;
    this.unmoved = unmoved;
    this.open = begin();
    var _ = Thread.ofVirtual().name("transfer-of-" + place.disk()).start(this::keepAlive);
  }

  private Open begin() {
    Transfer transfer = Transfer.begin(engine, place);
    try {
      ImageioDisk disk = connect(transfer);
      if (disk.size() != place.size()) {
        disk.close();
        throw new PeerUnavailable(
            "%s has %d bytes at the engine and %d in its transfer."
                .formatted(place.label(), place.size(), disk.size()));
      }
      return new Open(transfer, disk);
    } catch (RuntimeException e) {
      transfer.cancel();
      throw e;
    }
  }

  /** At the host; hosts that cannot be reached from here are reached through the engine. */
  private ImageioDisk connect(Transfer transfer) {
    HttpOptions options = HttpOptions.STANDARD.withTrust(engine.access().trust());
    PeerUnavailable last = new PeerUnavailable("The transfer of " + place.label() + " has no URL.");
    for (String url : transfer.urls()) {
      try {
        return ImageioDisk.open(HttpAddress.parse(url), options);
      } catch (PeerUnavailable e) {
        LOG.info("{}: {}", place.label(), e.getMessage());
        last = e;
      }
    }
    throw last;
  }

  private void keepAlive() {
    try {
      while (!closed.await(ALIVE.toMillis(), TimeUnit.MILLISECONDS)) {
        // One that is lost is noticed and replaced by who reads next.
        open.transfer().extend();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long size() {
    return place.size();
  }

  Iterable<Extent> extents() {
    return withTransfer(ImageioDisk::extents);
  }

  /** What differs from the checkpoint that the backup begins at. */
  List<Extent> dirty() {
    return withTransfer(ImageioDisk::dirty);
  }

  void read(long offset, ByteBuffer into) {
    int start = into.position();
    if (offset < 0 || into.remaining() > size() - offset) {
      throw new InvalidRequest(
          "%s: %d bytes at %d are behind the end at %d."
              .formatted(place.label(), into.remaining(), offset, size()));
    }
    int _ =
        withTransfer(disk -> {
          into.position(start);
          disk.read(offset, into);
          return 0;
        });
  }

  private <T> T withTransfer(Function<ImageioDisk, T> action) {
    while (true) {
      Open used = open;
      try {
        T result = action.apply(used.disk());
        fruitless.set(0);
        return result;
      } catch (WherryException e) {
        if (Thread.currentThread().isInterrupted() || closed.getCount() == 0) {
          throw e;
        }
        replace(used, e);
      }
    }
  }

  /** Begins another transfer unless somebody has done so. */
  private void replace(Open lost, WherryException why) {
    lock.lock();
    try {
      if (open != lost) {
        return;
      }
      if (fruitless.incrementAndGet() > MOST_REPLACEMENTS) {
        failed = true;
        throw why;
      }
      LOG.warn("{}: the transfer is lost, beginning another: {}", place.label(), why.getMessage());
      lost.disk().close();
      lost.transfer().cancel();
      unmoved.run();
      open = begin();
    } catch (RuntimeException e) {
      failed = true;
      throw e;
    } finally {
      lock.unlock();
    }
  }

  void use() {
    var _ = users.incrementAndGet();
  }

  /** The last one ends the transfer and waits until the disk is free. */
  void leave() {
    if (users.decrementAndGet() > 0) {
      return;
    }
    lock.lock();
    try {
      closed.countDown();
      open.disk().close();
      if (failed) {
        open.transfer().cancel();
      } else {
        open.transfer().finish();
      }
    } finally {
      lock.unlock();
    }
  }
}
