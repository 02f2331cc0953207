package io.wherry.itinerary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AlarmTest {
  private final Alarm alarm = new Alarm(Clock.systemUTC());

  @Test
  void aWakeUpBeforeTheWaitIsNotLost() throws InterruptedException {
    alarm.wake();
    alarm.await(Duration.ofHours(1));
  }

  @Test
  void aWakeUpCountsOnce() throws InterruptedException {
    alarm.wake();
    alarm.await(Duration.ofHours(1));
    Instant before = Instant.now();
    alarm.await(Duration.ofMillis(20));
    assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(15));
  }

  @Test
  void wakesAWaiterInAnotherThread() throws InterruptedException {
    CountDownLatch woken = new CountDownLatch(1);
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                alarm.await(Duration.ofHours(1));
                woken.countDown();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    alarm.wake();
    assertThat(woken.await(5, TimeUnit.SECONDS)).isTrue();
    waiter.join();
  }
}
