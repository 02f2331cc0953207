package io.wherry.blocks.nbd;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Gives up connections that do not answer: a cut link says nothing for ever. */
final class Stalls {
  private static final long LOOK_MILLIS = 500;
  private static final Map<NbdConnection, Duration> WATCHED = new ConcurrentHashMap<>();
  private static final ScheduledExecutorService LOOK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("nbd-stalls").factory());

  static {
    var _ = LOOK.scheduleAtFixedRate(Stalls::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Stalls() {}

  static void watch(NbdConnection connection, Duration limit) {
    WATCHED.put(connection, limit);
  }

  private static void look() {
    long now = System.nanoTime();
    WATCHED.forEach((connection, limit) -> {
      if (connection.isBroken()) {
        WATCHED.remove(connection);
      } else if (now - connection.quietSince(now) > limit.toNanos()) {
        WATCHED.remove(connection);
        connection.breakOff(new IOException("no answer for " + limit.toSeconds() + " s"));
      }
    });
  }
}
