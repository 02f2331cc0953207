package io.wherry.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.LabelMatch;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the status of PodDisruptionBudgets: how many pods may be evicted now. The set a budget is
 * about is the pods it selects; there are no controllers with a number of replicas standalone.
 *
 * @source Kubernetes documentation, "Specifying a Disruption Budget"
 */
public final class BudgetController implements Reconciler {
  /** An eviction that was granted and not seen by then has failed. */
  private static final Duration GRANTED = Duration.ofMinutes(2);

  private final KubeApi api;
  private final Clock clock;

  public BudgetController(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  /** For the runtime; pods wake the budgets of their namespace. */
  public ControllerSpec spec() {
    Wakeup pods = new Wakeup(Kinds.POD, Selection.ALL, this::budgetsOf);
    return new ControllerSpec(
        "disruptionbudgets", Kinds.POD_DISRUPTION_BUDGET, List.of(pods), this, 2);
  }

  private List<ResourceKey> budgetsOf(Resource pod) {
    return api.list(Kinds.POD_DISRUPTION_BUDGET, Selection.in(pod.namespace())).stream()
        .filter(b -> LabelMatch.matches(b.at("spec", "selector"), pod.labels()))
        .map(b -> new ResourceKey(Kinds.POD_DISRUPTION_BUDGET, b.namespace(), b.name()))
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      return Next.onChange();
    }
    Resource budget = found.get();
    List<Resource> pods =
        api.list(Kinds.POD, Selection.in(budget.namespace())).stream()
            .filter(p -> LabelMatch.matches(budget.at("spec", "selector"), p.labels()))
            .filter(p -> !p.text("status", "phase").orElse("").matches("Succeeded|Failed"))
            .toList();
    Map<String, Instant> granted = granted(budget, pods);
    ObjectNode status = status(budget, pods, granted);
    if (!status.equals(budget.at("status"))) {
      Resource _ = api.patchStatus(key, patch(budget, status));
    }
    return granted.isEmpty() ? Next.onChange() : Next.after(GRANTED);
  }

  private Map<String, Instant> granted(Resource budget, List<Resource> pods) {
    Map<String, Instant> left = new LinkedHashMap<>();
    for (var entry : budget.map("status", "disruptedPods").entrySet()) {
      Instant since = Job.instant(entry.getValue());
      boolean waits =
          pods.stream().anyMatch(p -> p.name().equals(entry.getKey()) && !p.isBeingDeleted());
      if (waits && since.plus(GRANTED).isAfter(clock.instant())) {
        left.put(entry.getKey(), since);
      }
    }
    return left;
  }

  private ObjectNode status(Resource budget, List<Resource> pods, Map<String, Instant> granted) {
    int expected = pods.size();
    int healthy =
        (int)
            pods.stream()
                .filter(p -> new JobPod(p).isReady() && !granted.containsKey(p.name()))
                .count();
    int desired = desired(budget, expected);
    int allowed = expected == 0 ? 0 : Math.max(0, healthy - desired);
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    if (!granted.isEmpty()) {
      ObjectNode pending = status.putObject("disruptedPods");
      granted.forEach((pod, since) -> pending.put(pod, since.toString()));
    }
    status.put("observedGeneration", budget.generation()).put("disruptionsAllowed", allowed);
    status.put("currentHealthy", healthy).put("desiredHealthy", desired);
    status.put("expectedPods", expected);
    status.set("conditions", conditions(budget, allowed));
    return status;
  }

  private ArrayNode conditions(Resource budget, int allowed) {
    String value = allowed > 0 ? "True" : "False";
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    String since = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    for (JsonNode old : budget.items("status", "conditions")) {
      if (old.path("type").asText().equals("DisruptionAllowed")
          && old.path("status").asText().equals(value)) {
        since = old.path("lastTransitionTime").asText();
      }
    }
    list.addObject()
        .put("type", "DisruptionAllowed")
        .put("status", value)
        .put("observedGeneration", budget.generation())
        .put("lastTransitionTime", since)
        .put("reason", allowed > 0 ? "SufficientPods" : "InsufficientPods")
        .put("message", "");
    return list;
  }

  private static int desired(Resource budget, int expected) {
    Optional<String> away = budget.text("spec", "maxUnavailable");
    if (away.isPresent()) {
      return Math.max(0, expected - scaled(away.get(), expected));
    }
    return budget.text("spec", "minAvailable").map(m -> scaled(m, expected)).orElse(0);
  }

  /** A number, or a percentage of the pods rounded up. */
  private static int scaled(String value, int expected) {
    if (!value.endsWith("%")) {
      return Integer.parseInt(value);
    }
    int percent = Integer.parseInt(value.substring(0, value.length() - 1));
    return (int) Math.ceilDiv((long) percent * expected, 100);
  }

  private static ObjectNode patch(Resource budget, ObjectNode status) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", budget.resourceVersion());
    ObjectNode complete = status.deepCopy();
    JsonNode before = budget.at("status", "disruptedPods");
    if (!before.isMissingNode()) {
      ObjectNode pending = complete.withObjectProperty("disruptedPods");
      before
          .fieldNames()
          .forEachRemaining(pod -> {
            if (!pending.has(pod)) {
              pending.putNull(pod);
            }
          });
    }
    patch.set("status", complete);
    return patch;
  }
}
