package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.model.MigrationView;
import io.wherry.vmimport.model.NamespacedRef;
import io.wherry.vmimport.model.PlanView;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries out the migrations of a plan, one at a time, oldest first. The only writer of
 * status.migration of plans and of the status of migrations.
 */
final class PlanRunController implements Reconciler {
  private static final Comparator<Resource> OLDEST_FIRST =
      Comparator.comparing((Resource m) -> m.at("metadata", "creationTimestamp").asText())
          .thenComparing(Resource::namespace)
          .thenComparing(Resource::name);

  private final KubeApi api;
  private final OrderDesk desk;
  private final FlightSlots slots;
  private final StatusWriter writer;
  private final Clock clock;
  private final PlanEnd end;

  private final Supplier<ImportSettings> settings;

  PlanRunController(
      KubeApi api,
      OrderDesk desk,
      FlightSlots slots,
      Clock clock,
      Supplier<ImportSettings> settings) {
    this.settings = settings;
    this.api = api;
    this.desk = desk;
    this.slots = slots;
    this.writer = new StatusWriter(api, clock);
    this.clock = clock;
    this.end = new PlanEnd(api);
  }

  ControllerSpec spec() {
    List<Wakeup> wakeups =
        List.of(
            new Wakeup(Kinds.MIGRATION, Selection.ALL, m -> List.of(planOf(m))),
            new Wakeup(Kinds.RUN, Selection.ALL, this::plansOf));
    return new ControllerSpec("migrations", Kinds.PLAN, wakeups, this, 4);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    List<Resource> migrations =
        api.list(Kinds.MIGRATION, Selection.ALL).stream()
            .filter(m -> planOf(m).equals(key))
            .sorted(OLDEST_FIRST)
            .toList();
    Optional<Resource> plan = key.name().isEmpty() ? Optional.empty() : api.get(key);
    if (plan.isEmpty()) {
      slots.forget(key);
      writer.forget(key);
      return next(orphaned(key, migrations));
    }
    if (plan.get().isBeingDeleted()) {
      slots.forget(key);
      return next(end.delete(plan.get()));
    }
    migrations.forEach(m -> own(m, plan.get()));
    Resource held = migrations.isEmpty() ? plan.get() : end.hold(plan.get());
    return next(pass(new PlanView(held), migrations));
  }

  private Duration pass(PlanView plan, List<Resource> migrations) {
    Duration wait = new PlanPass(plan, migrations, tools()).run();
    boolean over = plan.activeSnapshot().filter(s -> !Snapshots.isOver(s)).isEmpty();
    return plan.isArchived() && over ? longer(wait, end.archive(plan.resource())) : wait;
  }

  private PlanPass.Tools tools() {
    return new PlanPass.Tools(api, desk, slots, writer, clock, settings);
  }

  private Duration orphaned(ResourceKey key, List<Resource> migrations) {
    String reason = key.name().isEmpty() ? "NotSet" : "NotFound";
    Duration wait = Duration.ZERO;
    for (Resource m : migrations) {
      if (!new MigrationView(m).isTerminal()) {
        ObjectNode status = MigrationProjection.withoutPlan(m, reason, clock.instant());
        wait = longer(wait, writer.write(keyOf(m), m, status));
      }
    }
    return wait;
  }

  private void own(Resource migration, Resource plan) {
    boolean owned =
        migration.items("metadata", "ownerReferences").stream()
            .anyMatch(o -> o.path("uid").asText().equals(plan.uid()));
    if (owned || migration.isBeingDeleted() || !migration.namespace().equals(plan.namespace())) {
      return;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", migration.resourceVersion());
    var owners = metadata.putArray("ownerReferences");
    migration.items("metadata", "ownerReferences").forEach(owners::add);
    owners
        .addObject()
        .put("apiVersion", Kinds.PLAN.apiVersion())
        .put("kind", Kinds.PLAN.kind())
        .put("name", plan.name())
        .put("uid", plan.uid());
    var _ = api.patch(keyOf(migration), patch);
  }

  private Collection<ResourceKey> plansOf(Resource run) {
    List<ResourceKey> plans = new ArrayList<>(slots.waiting());
    plans.add(new RunView(run).plan());
    return plans;
  }

  private static ResourceKey planOf(Resource migration) {
    NamespacedRef plan = new MigrationView(migration).plan();
    return plan.key(Kinds.PLAN);
  }

  static ResourceKey keyOf(Resource migration) {
    return new ResourceKey(Kinds.MIGRATION, migration.namespace(), migration.name());
  }

  static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Next next(Duration wait) {
    return wait.isZero() ? Next.onChange() : Next.after(wait);
  }
}
