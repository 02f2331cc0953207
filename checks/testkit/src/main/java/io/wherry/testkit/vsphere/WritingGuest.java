package io.wherry.testkit.vsphere;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A guest that writes to the machine's first disk all the time, and once more while it shuts down:
 * whoever copies a state between two writes, or misses the last ones, is found out.
 */
public final class WritingGuest implements AutoCloseable {
  private static final long PAUSE = Duration.ofMillis(2).toNanos();
  private static final int MOST = 9000;

  private final SimDisk disk;
  private final Random random;
  private final int reach;
  private final AtomicLong writes = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;

  private WritingGuest(SimVm vm, long seed, int reach) {
    this.disk = vm.disk();
    this.random = new Random(seed);
    this.reach = reach;
    this.thread = Thread.ofVirtual().unstarted(this::run);
  }

  /**
   * Begins to write.
   *
   * @param reach bytes from the disk's beginning that it writes to; it writes to the last ones too
   */
  public static WritingGuest start(SimVm vm, long seed, int reach) {
    WritingGuest guest = new WritingGuest(vm, seed, reach);
    vm.atShutDown(() -> {
      guest.close();
      guest.write();
      guest.write();
    });
    guest.thread.start();
    return guest;
  }

  private void run() {
    while (running) {
      write();
      LockSupport.parkNanos(PAUSE);
    }
  }

  private void write() {
    byte[] bytes = new byte[1 + random.nextInt(MOST)];
    random.nextBytes(bytes);
    boolean atTheEnd = random.nextInt(10) == 0;
    long at = atTheEnd ? disk.capacity() - bytes.length : random.nextInt(reach - MOST);
    disk.write(at, bytes);
    writes.incrementAndGet();
  }

  /** Waits until it has written so often again. */
  public void awaitWrites(int more) {
    long wanted = writes.get() + more;
    while (writes.get() < wanted && running) {
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** Ends it without the last writes, as a power cut does. */
  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
