package io.wherry.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.Finalizers;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.WorkerMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the pods of this node. The intent (finalizer and Running status are written after the
 * process; the folder before it) and the lock in the folder make every step repeatable.
 */
public final class PodController implements Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(PodController.class);
  private static final String LAUNCHER_LABEL = "kubevirt.io";
  private static final Duration RUNNING_LOOK = Duration.ofSeconds(2);
  private static final Duration STARTING_LOOK = Duration.ofMillis(100);
  private static final Duration WAITING_LOOK = Duration.ofSeconds(1);
  private static final Duration START_PATIENCE = Duration.ofSeconds(20);

  private final KubeApi api;
  private final NodeSettings settings;
  private final Clock clock;
  private final PodEnvironment environment;
  private final PodVolumes volumes;
  private final EventRecorder events;
  private final PodEnding ending;
  private final ConcurrentMap<String, Boolean> watched = new ConcurrentHashMap<>();

  /**
   * Pods this server has started itself; after a restart a start that left no trace is repeated.
   */
  private final Set<String> launched = ConcurrentHashMap.newKeySet();

  private volatile java.util.function.Consumer<ResourceKey> waker = _ -> {};

  public PodController(KubeApi api, NodeSettings settings, Clock clock) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
    this.environment = new PodEnvironment(api);
    this.volumes = new PodVolumes(api, settings.volumes());
    this.events = new EventRecorder(api, "kubelet", clock);
    this.ending = new PodEnding(api, settings.address(), events, clock);
  }

  /** For the runtime; claims that become bound wake the pods of their namespace. */
  public ControllerSpec spec() {
    Wakeup claims = new Wakeup(Kinds.PVC, Selection.ALL, c -> waitingIn(c.namespace()));
    return new ControllerSpec("pods", Kinds.POD, List.of(claims), this, 8);
  }

  /** Told how to wake a pod at once when its process ends; optional. */
  public void wakeBy(java.util.function.Consumer<ResourceKey> waker) {
    this.waker = waker;
  }

  /**
   * Removes what pods left that are gone from the API, for example deleted while no server ran.
   * Call once at the start, when the API answers. Blocks.
   */
  public void sweep() {
    var present = api.list(Kinds.POD, Selection.ALL).stream().map(Resource::uid).toList();
    try (Stream<Path> folders = Files.list(settings.pods())) {
      folders
          .filter(f -> !present.contains(f.getFileName().toString()))
          .map(PodHome::new)
          .forEach(PodController::discard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void discard(PodHome home) {
    new PodProcess(home).kill();
    try {
      home.remove();
    } catch (UncheckedIOException e) {
      // A process that is just dying may still write; the next start sweeps again.
      LOG.warn("the folder {} of a deleted pod could not be removed", home.folder(), e);
    }
  }

  private List<ResourceKey> waitingIn(String namespace) {
    return api.list(Kinds.POD, Selection.in(namespace)).stream()
        .filter(this::isOurs)
        .filter(p -> PodStatus.phase(p).equals("Pending"))
        .map(p -> new ResourceKey(Kinds.POD, p.namespace(), p.name()))
        .toList();
  }

  private boolean isOurs(Resource pod) {
    String node = pod.text("spec", "nodeName").orElse("");
    boolean launcher = pod.label(LAUNCHER_LABEL).filter("virt-launcher"::equals).isPresent();
    return !launcher && node.equals(settings.nodeName());
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key).filter(this::isOurs);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource pod = found.get();
    PodHome home = PodHome.of(settings.pods(), pod.uid());
    if (pod.isBeingDeleted()) {
      launched.remove(pod.uid());
      return ending.end(key, pod, home);
    }
    if (PodStatus.isFinal(pod)) {
      return Next.onChange();
    }
    return home.hasBegun() || launched.contains(pod.uid())
        ? observe(key, pod, home)
        : start(key, pod, home);
  }

  private Next start(ResourceKey key, Resource pod, PodHome home) {
    try {
      String image = pod.at("spec", "containers").path(0).path("image").asText();
      if (!image.equals(settings.worker().image())) {
        throw CannotRun.never(
            "NoContainerEngine",
            "Image '%s' cannot run: there is no container engine standalone, only '%s' runs as a process."
                .formatted(image, settings.worker().image()));
      }
      hold(key, pod);
      home.create();
      launch(pod, home);
      launched.add(pod.uid());
      events.normal(pod, "Started", "Started container " + PodEnding.containerName(pod));
      return Next.after(STARTING_LOOK);
    } catch (CannotRun problem) {
      home.remove();
      ObjectNode status = PodStatus.blocked(pod, problem, settings.address(), clock.instant());
      if (!pod.text("status", "message").equals(Optional.of(problem.text()))) {
        events.warning(pod, problem.event(), problem.text());
      }
      PodStatus.write(api, key, status);
      return problem.kind() == CannotRun.Kind.NEVER ? Next.onChange() : Next.after(WAITING_LOOK);
    }
  }

  private void launch(Resource pod, PodHome home) throws CannotRun {
    List<WorkerMount> mounts = volumes.resolve(pod, home);
    PodHome.write(home.folder().resolve("started"), clock.instant().toString().getBytes());
    new PodProcess(home).start(settings.worker().command(), environment.of(pod, mounts, home));
  }

  private Next observe(ResourceKey key, Resource pod, PodHome home) {
    Instant started = home.read("started").map(Instant::parse).orElse(clock.instant());
    PodStatus status = new PodStatus(pod, settings.address(), started);
    Optional<Integer> exit = home.exitCode();
    if (exit.isPresent()) {
      LogTimes.seal(home.log(), clock);
      home.forgetVolumes();
      PodStatus.write(api, key, status.ended(exit.get(), PodEnding.message(home), clock.instant()));
      return Next.onChange();
    }
    PodProcess process = new PodProcess(home);
    Optional<ProcessHandle> handle = process.handle();
    if (handle.isPresent()) {
      wakeWhenEnded(key, pod.uid(), handle.get(), home);
      PodStatus.write(api, key, status.running());
      return Next.after(RUNNING_LOOK);
    }
    // The exit file may have appeared between the two looks.
    if (home.exitCode().isPresent()) {
      return Next.after(STARTING_LOOK);
    }
    boolean early = clock.instant().isBefore(started.plus(START_PATIENCE));
    if (home.pid().isEmpty() && early) {
      return Next.after(STARTING_LOOK);
    }
    home.forgetVolumes();
    PodStatus.write(api, key, status.lost(clock.instant()));
    return Next.onChange();
  }

  private void wakeWhenEnded(ResourceKey key, String uid, ProcessHandle handle, PodHome home) {
    if (watched.putIfAbsent(uid, true) == null) {
      LogTimes.follow(home.log(), handle, clock);
      var _ =
          handle
              .onExit()
              .thenRun(() -> {
                watched.remove(uid);
                waker.accept(key);
              });
    }
  }

  /** Takes the pod: it cannot vanish before its process has. */
  private void hold(ResourceKey key, Resource pod) {
    if (Finalizers.missing(pod, PodEnding.FINALIZER)) {
      Finalizers.add(api, key, pod, PodEnding.FINALIZER);
    }
  }
}
