package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.EvictionGuard;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.objects.WriteOptions.DryRun;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.apiserver.store.Write;
import io.wherry.apiserver.store.WriteOutcome;
import io.wherry.resources.Kinds;
import io.wherry.resources.LabelMatch;
import io.wherry.resources.Resource;
import java.time.Clock;
import java.util.List;

/**
 * Deletes pods as far as PodDisruptionBudgets allow: a permit is taken from the budget's status
 * before the pod is deleted, conditionally, so two evictions never share one.
 *
 * @source Kubernetes documentation, "API-initiated eviction"
 */
public final class Evictions {
  private static final String REFUSED =
      "Cannot evict pod as it would violate the pod's disruption budget.";

  private final ObjectStore store;
  private final Deletions deletions;
  private final EvictionGuard guard;
  private final Clock clock;

  /**
   * @param guard asked before the budgets
   */
  public Evictions(ObjectStore store, Deletions deletions, EvictionGuard guard, Clock clock) {
    this.store = store;
    this.deletions = deletions;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * A wish to evict.
   *
   * @param eviction the request's body
   */
  public record Wish(ObjectKey key, ObjectNode eviction, DeleteOptions options) {}

  /** Deletes the pod. @throws ApiFailure 404, 409, 429 when guard or budget say no, 500 */
  public void evict(KindDefinition pods, Wish wish) {
    ObjectKey key = wish.key();
    DeleteOptions options = wish.options();
    StoredObject pod =
        store.get(key).orElseThrow(() -> ApiFailure.notFound(pods.ref(), key.name()));
    guard.admit(
        pod.tree(),
        wish.eviction(),
        options.dryRun() == DryRun.ALL ? EvictionGuard.Weight.TRIAL : EvictionGuard.Weight.REAL);
    if (counts(new Resource(pod.tree()))) {
      List<StoredObject> budgets = budgets(pod);
      if (budgets.size() > 1) {
        throw ApiFailure.of(
            500,
            "InternalError",
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does"
                + " not support.");
      }
      if (!budgets.isEmpty()) {
        take(budgets.getFirst(), key.name(), options.dryRun());
      }
    }
    Deletions.Deleted _ = deletions.delete(pods, key, options);
  }

  /** Pods that do not run, or leave anyway, need no permit. */
  private static boolean counts(Resource pod) {
    String phase = pod.text("status", "phase").orElse("Pending");
    return phase.equals("Running") && !pod.isBeingDeleted();
  }

  private List<StoredObject> budgets(StoredObject pod) {
    var labels = new Resource(pod.tree()).labels();
    return store
        .list(KindCatalog.bucket(Kinds.POD_DISRUPTION_BUDGET), pod.key().namespace())
        .objects()
        .stream()
        .filter(b -> LabelMatch.matches(b.tree().at("/spec/selector"), labels))
        .toList();
  }

  private void take(StoredObject found, String pod, DryRun dryRun) {
    StoredObject budget = found;
    while (true) {
      ObjectNode next = budget.tree().deepCopy();
      ObjectNode status = next.withObjectProperty("status");
      requirePermit(next, status);
      if (dryRun == DryRun.ALL) {
        return;
      }
      status.put("disruptionsAllowed", status.path("disruptionsAllowed").asInt() - 1);
      status.withObjectProperty("disruptedPods").put(pod, Times.wire(clock.instant()));
      if (store.write(Write.replace(budget, next)) instanceof WriteOutcome.Committed) {
        return;
      }
      var now = store.get(budget.key());
      if (now.isEmpty()) {
        return; // without a budget nothing is forbidden
      }
      budget = now.get();
    }
  }

  private static void requirePermit(ObjectNode budget, ObjectNode status) {
    String name = budget.at("/metadata/name").asText();
    long generation = budget.at("/metadata/generation").asLong();
    if (status.path("observedGeneration").asLong() < generation) {
      throw ApiFailure.tooManyRequests(
          REFUSED,
          "DisruptionBudget",
          "The disruption budget " + name + " is still being processed by the server.");
    }
    if (status.path("disruptionsAllowed").asInt() <= 0) {
      throw ApiFailure.tooManyRequests(
          REFUSED,
          "DisruptionBudget",
          "The disruption budget %s needs %d healthy pods and has %d currently"
              .formatted(
                  name,
                  status.path("desiredHealthy").asInt(),
                  status.path("currentHealthy").asInt()));
    }
  }
}
