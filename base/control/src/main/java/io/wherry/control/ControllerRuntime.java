package io.wherry.control;

import io.micrometer.core.instrument.MeterRegistry;
import io.wherry.kube.FollowListener;
import io.wherry.kube.Following;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs controllers: follows their kinds (one watch per kind and selection, however many controllers
 * share it), queues keys, retries with back-off. Own code instead of Java Operator SDK: see
 * docs/adr/0004.
 */
public final class ControllerRuntime implements AutoCloseable {
  private record FollowKey(KindRef kind, Selection selection) {}

  private final KubeApi api;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final List<ControllerLoop> loops = new ArrayList<>();
  private final List<Following> followings = new ArrayList<>();

  public ControllerRuntime(KubeApi api, Clock clock, MeterRegistry metrics) {
    this.api = api;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Starts the controllers; returns at once. Call once.
   *
   * @throws IllegalArgumentException controllers of two kinds have one name
   */
  public void start(List<ControllerSpec> specs) {
    requireNames(specs);
    Map<FollowKey, List<Consumer<Resource>>> interested = new LinkedHashMap<>();
    for (ControllerSpec spec : specs) {
      var loop = new ControllerLoop(spec, clock, metrics);
      loops.add(loop);
      listenTo(interested, spec.kind(), Selection.ALL, r -> loop.wake(keyOf(spec.kind(), r)));
      for (Wakeup w : spec.wakeups()) {
        listenTo(interested, w.kind(), w.selection(), r -> w.wakes().apply(r).forEach(loop::wake));
      }
    }
    interested.forEach((key, all) -> followings.add(follow(key, all)));
    loops.forEach(ControllerLoop::start);
  }

  // A wake goes by name: it must not bring a controller keys of a kind that it knows nothing of.
  // One name for one kind is good: each node of this machine has its own.
  private static void requireNames(List<ControllerSpec> specs) {
    Map<String, KindRef> kinds = new HashMap<>();
    for (ControllerSpec spec : specs) {
      KindRef other = kinds.putIfAbsent(spec.name(), spec.kind());
      if (other != null && !other.equals(spec.kind())) {
        throw new IllegalArgumentException(
            "controllers of %s and %s are both named %s"
                .formatted(other.plural(), spec.kind().plural(), spec.name()));
      }
    }
  }

  /** Wakes one controller for one key, for events that are not objects of the API. */
  public void wake(String controller, ResourceKey key) {
    loops.stream().filter(l -> l.name().equals(controller)).forEach(l -> l.wake(key));
  }

  /** Looks at the clock again; needed only where the clock is simulated. */
  public void tick() {
    loops.forEach(ControllerLoop::tick);
  }

  /** One line per controller, for the debug page. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    loops.forEach(l -> text.append(l.describe()).append('\n'));
    return text.toString();
  }

  /** Stops following, interrupts reconciles and waits for them up to two seconds each. */
  @Override
  public void close() {
    followings.forEach(Following::close);
    loops.forEach(ControllerLoop::close);
  }

  private Following follow(FollowKey key, List<Consumer<Resource>> all) {
    return api.follow(
        key.kind(),
        key.selection(),
        new FollowListener() {
          @Override
          public void seen(Resource resource) {
            all.forEach(c -> c.accept(resource));
          }

          @Override
          public void gone(Resource resource) {
            all.forEach(c -> c.accept(resource));
          }
        });
  }

  private static void listenTo(
      Map<FollowKey, List<Consumer<Resource>>> interested,
      KindRef kind,
      Selection selection,
      Consumer<Resource> listener) {
    interested
        .computeIfAbsent(new FollowKey(kind, selection), _ -> new ArrayList<>())
        .add(listener);
  }

  private static ResourceKey keyOf(KindRef kind, Resource r) {
    return new ResourceKey(kind, r.namespace(), r.name());
  }
}
