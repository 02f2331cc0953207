package io.wherry.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.EventRecorder;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.io.UncheckedIOException;
import java.util.List;

/** An API with one job, and a hand that plays the node. */
final class Playground {
  private static final ObjectMapper JSON = new ObjectMapper();

  final TestClock clock = new TestClock();
  final MemoryKubeApi api = new MemoryKubeApi(clock);
  final ResourceKey key = new ResourceKey(Kinds.JOB, "ns", "work");

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  Playground(String spec) {
    Resource job = Resource.of(Kinds.JOB, "ns", "work");
    ObjectNode full = job.tree().putObject("spec");
    full.put("backoffLimit", 6);
    full.setAll((ObjectNode) json(spec));
    full.putObject("selector").putObject("matchLabels").put("job-name", "work");
    full.set(
        "template",
        json(
            """
            {'metadata': {'labels': {'job-name': 'work'}},
             'spec': {'restartPolicy': 'Never', 'containers': [{'name': 'c', 'image': 'worker'}]}}\
            """));
    api.create(Kinds.JOB, job);
  }

  void reconcile() {
    reconcile(api);
  }

  /** As the runtime does: after a lost race again at once. */
  void reconcile(KubeApi through) {
    var controller =
        new JobController(through, new EventRecorder(through, "job-controller", clock), clock);
    for (int i = 0; i < 5; i++) {
      try {
        controller.reconcile(key);
        return;
      } catch (StaleWrite _) {
        // again
      }
    }
    throw new AssertionError("races never end");
  }

  Resource job() {
    return api.get(key).orElseThrow();
  }

  List<Resource> pods() {
    return api.list(Kinds.POD, Selection.ALL);
  }

  List<Resource> active() {
    return pods().stream()
        .filter(p -> !p.isBeingDeleted())
        .filter(p -> !p.text("status", "phase").orElse("").matches("Succeeded|Failed"))
        .toList();
  }

  void end(Resource pod, String phase, int exitCode) {
    String status =
        """
        {'status': {'phase': '%s', 'containerStatuses': [{'name': 'c', 'state': {'terminated':
          {'exitCode': %d, 'finishedAt': '%s'}}}]}}\
        """
            .formatted(phase, exitCode, clock.instant());
    api.patchStatus(new ResourceKey(Kinds.POD, "ns", pod.name()), json(status));
  }

  void endAll(String phase) {
    active().forEach(p -> end(p, phase, phase.equals("Failed") ? 1 : 0));
  }

  boolean holds(String condition) {
    return new Job(job()).holds(condition);
  }

  String reason(String condition) {
    return new Job(job()).condition(condition).map(c -> c.path("reason").asText()).orElse("");
  }
}
