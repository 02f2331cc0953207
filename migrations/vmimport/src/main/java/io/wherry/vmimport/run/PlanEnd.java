package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Finalizers;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.PlanView;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.steps.PlanRemains;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a plan: when it is archived or deleted, what its runs have made goes, unless it is a
 * finished machine. A deleted plan waits for that by its finalizer.
 */
final class PlanEnd {
  private static final Logger LOG = LoggerFactory.getLogger(PlanEnd.class);

  /** On every plan that has begun a migration. */
  static final String FINALIZER = "wherry.io/clean-up";

  private static final Duration SOON = Duration.ofSeconds(2);

  private final KubeApi api;

  PlanEnd(KubeApi api) {
    this.api = api;
  }

  /** The plan with the finalizer. @throws io.wherry.problems.StaleWrite it was changed meanwhile */
  Resource hold(Resource plan) {
    if (!Finalizers.missing(plan, FINALIZER)) {
      return plan;
    }
    Finalizers.add(api, key(plan), plan, FINALIZER);
    return api.get(key(plan)).orElse(plan);
  }

  /** One look at a plan that is being deleted; returns when to look again. */
  Duration delete(Resource plan) {
    if (Finalizers.missing(plan, FINALIZER)) {
      return Duration.ZERO;
    }
    List<RunView> runs = runs(plan);
    Set<String> kept = kept(plan, runs);
    if (!isOver(runs) || !remains(plan).remove(new PlanRemains.Spared(kept, Set.of()))) {
      LOG.debug("{} is being deleted; what its runs have made is being removed", plan);
      return SOON;
    }
    Finalizers.remove(api, key(plan), plan, FINALIZER);
    LOG.info("{} is deleted, and what its unfinished runs had made", plan);
    return Duration.ZERO;
  }

  /** One look at an archived plan whose migrations are over; its record stays. */
  Duration archive(Resource plan) {
    if (Finalizers.missing(plan, FINALIZER)) {
      return Duration.ZERO;
    }
    List<RunView> runs = runs(plan);
    Set<String> kept = kept(plan, runs);
    boolean done = isOver(runs) && remains(plan).remove(new PlanRemains.Spared(kept, kept));
    return done ? Duration.ZERO : SOON;
  }

  private PlanRemains remains(Resource plan) {
    return new PlanRemains(api, plan.uid());
  }

  private List<RunView> runs(Resource plan) {
    Map<String, String> label = Map.of(MachineLabels.PLAN, MachineLabels.value(plan.uid()));
    return api.list(Kinds.RUN, Selection.labelled("", label)).stream().map(RunView::new).toList();
  }

  /** Turns back what still goes on. */
  private boolean isOver(List<RunView> runs) {
    List<RunView> open = runs.stream().filter(r -> !r.isOver()).toList();
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("cancel", true);
    open.stream().filter(r -> !r.isCancelWanted()).forEach(r -> api.patch(r.key(), patch));
    return open.isEmpty();
  }

  // Whoever said deleteVmOnFailMigration: false wants to look at half-made machines. What a run has
  // frozen counts also when the plan has been edited since.
  private static Set<String> kept(Resource plan, List<RunView> runs) {
    Stream<String> asked =
        new PlanView(plan)
            .vms().stream().filter(vm -> !vm.deleteVmOnFailMigration()).map(vm -> vm.ref().id());
    Stream<String> frozen =
        runs.stream()
            .filter(r ->
                !r.resource()
                    .at("spec", "order", "options", "cleanup", "machineOnFailure")
                    .asBoolean(true))
            .map(RunView::vmId);
    return Stream.concat(asked, frozen)
        .filter(id -> !id.isEmpty())
        .map(MachineLabels::value)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static ResourceKey key(Resource plan) {
    return new ResourceKey(Kinds.PLAN, plan.namespace(), plan.name());
  }
}
