package io.wherry.cluster.standin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.cluster.Rest;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Scheduler and kubelet: binds pods to the node, runs or plays them, and tells how they ended. */
final class PlayedPods implements Reconciler, AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final String CONVERTED =
      """
      {"succeeded":true,"facts":{"engine":"express","firmware":"bios","os":"debian12",\
      "rootDevice":"/dev/sda1"}}\
      """;

  private static final String FAILED =
      """
      {"succeeded":false,"reason":"Scripted","message":"The stand-in lets this pod fail.",\
      "advice":"Nothing to do.","retryable":%s}\
      """;

  private final KubeApi api;
  private final Rest rest;
  private final Path folder;
  private final Map<String, Fate> fates = new ConcurrentHashMap<>();
  private final OperatorPods operators;
  private final Map<String, WorkerRun> runs = new ConcurrentHashMap<>();

  PlayedPods(KubeApi api, Rest rest, Path folder) {
    this.api = api;
    this.rest = rest;
    this.folder = folder;
    this.operators = new OperatorPods(api, rest, folder);
  }

  void fate(String task, Fate fate) {
    fates.put(task, fate);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource pod = found.get();
    if (pod.isBeingDeleted()) {
      Optional.ofNullable(runs.remove(pod.uid())).ifPresent(WorkerRun::close);
      remove(pod);
      return Next.onChange();
    }
    if (pod.text("spec", "nodeName").isEmpty()) {
      bind(pod);
      return Next.after(LOOK);
    }
    if (OperatorPods.concerns(pod)) {
      return operators.reconcile(key, pod);
    }
    return switch (pod.at("status", "phase").asText()) {
      case "Pending" -> start(key, pod);
      case "Running" -> observe(key, pod);
      default -> Next.onChange();
    };
  }

  private void bind(Resource pod) {
    ObjectNode binding = Resource.of(Kinds.POD, pod.namespace(), pod.name()).tree();
    binding.put("kind", "Binding");
    binding.putObject("target").put("kind", "Node").put("name", StandIn.NODE);
    var _ = rest.post(path(pod) + "/binding", binding);
  }

  private static String path(Resource pod) {
    return "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
  }

  /** A kubelet confirms the end by deleting the pod for good. */
  private void remove(Resource pod) {
    var _ = rest.delete(path(pod) + "?gracePeriodSeconds=0");
  }

  private Next start(ResourceKey key, Resource pod) {
    Fate fate = fates.getOrDefault(task(pod), Fate.SUCCESS);
    boolean first = pod.name().endsWith("-1");
    boolean copies = Set.of("copy", "volumes").contains(task(pod));
    if (copies && (fate == Fate.SUCCESS || (fate == Fate.FAILS_ONCE && !first))) {
      runs.computeIfAbsent(pod.uid(), _ -> new WorkerRun(pod, folder, api));
    }
    StandIn.status(api, key, status("Running").put("startTime", now()));
    return Next.after(LOOK);
  }

  private Next observe(ResourceKey key, Resource pod) {
    WorkerRun run = runs.get(pod.uid());
    if (run != null) {
      Optional<String> report = run.report();
      report.ifPresent(text -> end(key, text));
      return report.isPresent() ? Next.onChange() : Next.after(LOOK);
    }
    switch (fates.getOrDefault(task(pod), Fate.SUCCESS)) {
      case SUCCESS -> end(key, CONVERTED);
      case FAILURE -> end(key, FAILED.formatted("false"));
      case FAILS_ONCE -> end(key, FAILED.formatted("true"));
      case ENDLESS -> {
        return Next.after(LOOK);
      }
    }
    return Next.onChange();
  }

  private void end(ResourceKey key, String report) {
    boolean good = report.contains("\"succeeded\":true");
    ObjectNode status = status(good ? "Succeeded" : "Failed");
    status
        .putArray("containerStatuses")
        .addObject()
        .put("name", "worker")
        .put("image", "wherry/worker")
        .put("imageID", "")
        .put("ready", false)
        .put("restartCount", 0)
        .putObject("state")
        .putObject("terminated")
        .put("exitCode", good ? 0 : 1)
        .put("finishedAt", now())
        .put("message", report);
    StandIn.status(api, key, status);
  }

  /** What the pod's program has written. */
  String log(String namespace, String name) {
    Path log = WorkerRun.log(folder, namespace, name);
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String task(Resource pod) {
    return pod.label("wherry.io/task").orElse("");
  }

  private static ObjectNode status(String phase) {
    return JsonNodeFactory.instance.objectNode().put("phase", phase);
  }

  private static String now() {
    return java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
  }

  @Override
  public void close() {
    runs.values().forEach(WorkerRun::close);
  }
}
