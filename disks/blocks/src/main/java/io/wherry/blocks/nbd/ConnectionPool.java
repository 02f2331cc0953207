package io.wherry.blocks.nbd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections to one export: one, or several where the server says that all see each other's
 * writes. A broken one is replaced when it is needed next.
 */
final class ConnectionPool {
  private static final int SEVERAL = 256;
  private static final int MOST = 8;

  private final NbdAddress address;
  private final NbdOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Lease> leases = new ArrayList<>();
  private final Edges edges = new Edges();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong flushed = new AtomicLong();
  private volatile boolean lost;

  ConnectionPool(NbdAddress address, NbdOptions options) {
    this.address = address;
    this.options = options;
  }

  NbdAddress address() {
    return address;
  }

  Edges edges() {
    return edges;
  }

  /** Notes a write before it is made. */
  void writes() {
    long _ = written.incrementAndGet();
  }

  /** How many writes have been noted. */
  long written() {
    return written.get();
  }

  /** Notes that these first writes last. */
  void flushed(long writes) {
    long _ = flushed.accumulateAndGet(writes, Math::max);
  }

  /** Whether a server may have forgotten what it acknowledged: it went away before a flush. */
  boolean isLost() {
    return lost;
  }

  /** A user's share of a connection. */
  final class Lease implements AutoCloseable {
    private NbdConnection connection;

    private Lease(NbdConnection connection) {
      this.connection = connection;
    }

    /** A living connection; blocks while a new one is made. */
    NbdConnection connection() {
      lock.lock();
      try {
        if (connection.isBroken()) {
          lost |= written.get() > flushed.get();
          connection = choose();
        }
        return connection;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        boolean _ = leases.remove(this);
        if (leases.stream().noneMatch(l -> l.connection == connection)) {
          connection.close();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  Lease lease() {
    lock.lock();
    try {
      Lease lease = new Lease(choose());
      leases.add(lease);
      return lease;
    } finally {
      lock.unlock();
    }
  }

  /** A further connection while that is allowed, else the one with the fewest users. */
  private NbdConnection choose() {
    List<NbdConnection> living =
        leases.stream().map(l -> l.connection).filter(c -> !c.isBroken()).distinct().toList();
    boolean more =
        living.isEmpty()
            || (living.size() < MOST && (living.getFirst().session().flags() & SEVERAL) != 0);
    if (more) {
      return NbdConnection.open(address, options);
    }
    return living.stream()
        .min(
            java.util.Comparator.comparingLong(
                c -> leases.stream().filter(l -> l.connection == c).count()))
        .orElseThrow();
  }
}
