package io.wherry.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wherry.kube.Selection;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControllerRuntimeTest {
  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private final ControllerRuntime runtime =
      new ControllerRuntime(api, clock, new SimpleMeterRegistry());
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();

  @AfterEach
  void stop() {
    runtime.close();
    api.close();
  }

  private void start(Reconciler reconciler, Wakeup... wakeups) {
    runtime.start(
        List.of(new ControllerSpec("test", Kinds.CONFIG_MAP, List.of(wakeups), reconciler, 4)));
  }

  private int called(ResourceKey key) {
    return calls.merge(key.name(), 1, Integer::sum);
  }

  private int calls(String name) {
    return calls.getOrDefault(name, 0);
  }

  private void create(String name) {
    api.create(Kinds.CONFIG_MAP, Resource.of(Kinds.CONFIG_MAP, "default", name));
  }

  @Test
  void looksAtEveryObjectAndAtEveryChange() {
    create("a");
    start(key -> {
      called(key);
      return Reconciler.Next.onChange();
    });
    await().until(() -> calls("a") == 1);
    create("b");
    await().until(() -> calls("b") == 1);
    assertThat(calls("a")).isEqualTo(1);
  }

  @Test
  void refusesOneNameForTwoKinds() {
    assertThatThrownBy(() ->
            runtime.start(List.of(idle(Kinds.CONFIG_MAP), idle(Kinds.CONFIG_MAP), idle(Kinds.POD))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("controllers of configmaps and pods are both named same");
  }

  private static ControllerSpec idle(KindRef kind) {
    return new ControllerSpec("same", kind, List.of(), _ -> Reconciler.Next.onChange(), 1);
  }

  @Test
  void looksAgainWhenTheClockSaysSo() {
    start(key -> {
      called(key);
      return Reconciler.Next.after(Duration.ofMinutes(5));
    });
    create("a");
    await().until(() -> calls("a") == 1);
    await()
        .until(() -> {
          clock.advance(Duration.ofMinutes(6));
          runtime.tick();
          return calls("a") >= 2;
        });
  }

  @Test
  void triesAgainAfterAFailure() {
    start(key -> {
      if (called(key) < 3) {
        throw new PeerUnavailable("The peer is away.");
      }
      return Reconciler.Next.onChange();
    });
    create("a");
    await()
        .until(() -> {
          clock.advance(Duration.ofSeconds(1));
          runtime.tick();
          return calls("a") == 3;
        });
  }

  @Test
  void oneBrokenObjectDoesNotStopTheOthers() {
    start(key -> {
      called(key);
      if (key.name().equals("broken")) {
        throw new IllegalStateException("broken on purpose");
      }
      return Reconciler.Next.onChange();
    });
    create("broken");
    create("fine");
    await().until(() -> calls("fine") == 1 && calls("broken") >= 1);
  }

  @Test
  void neverHandlesOneKeyTwiceAtATime() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch many = new CountDownLatch(20);
    start(key -> {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      Thread.yield();
      inside.decrementAndGet();
      many.countDown();
      runtime.wake("test", key);
      return Reconciler.Next.onChange();
    });
    create("a");
    assertThat(many.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isEqualTo(1);
  }

  @Test
  void objectsOfOtherKindsWake() {
    ResourceKey woken = new ResourceKey(Kinds.CONFIG_MAP, "default", "by-secret");
    start(
        key -> {
          called(key);
          return Reconciler.Next.onChange();
        },
        new Wakeup(Kinds.SECRET, Selection.ALL, _ -> List.of(woken)));
    api.create(Kinds.SECRET, Resource.of(Kinds.SECRET, "default", "s"));
    await().until(() -> calls("by-secret") == 1);
  }
}
