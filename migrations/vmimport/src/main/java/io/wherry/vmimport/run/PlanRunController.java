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
import io.wherry.vmimport.model.PlanView;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries out the migrations of a plan, one at a time, oldest first. The only writer of
 * status.migration of plans and of the status of migrations.
 */
final class PlanRunController implements Reconciler {
  /** Runs wake it once they are known to the index. */
  static final String NAME = "migrations";

  private static final Comparator<Resource> OLDEST_FIRST =
      Comparator.comparing((Resource m) -> m.at("metadata", "creationTimestamp").asText())
          .thenComparing(Resource::namespace)
          .thenComparing(Resource::name);

  private final KubeApi api;
  private final OrderDesk desk;
  private final RunIndex index;
  private final Dispatcher dispatcher;
  private final MigrationIndex migrations;
  private final PassPace pace;
  private final StatusWriter writer;
  private final Clock clock;
  private final PlanEnd end;

  private final Supplier<ImportSettings> settings;

  PlanRunController(
      KubeApi api,
      OrderDesk desk,
      RunIndex index,
      Dispatcher dispatcher,
      Clock clock,
      Supplier<ImportSettings> settings) {
    this.settings = settings;
    this.api = api;
    this.desk = desk;
    this.index = index;
    this.dispatcher = dispatcher;
    this.writer = new StatusWriter(api, clock);
    this.clock = clock;
    this.end = new PlanEnd(api);
    this.migrations = new MigrationIndex(api);
    this.pace = new PassPace(clock);
  }

  ControllerSpec spec() {
    List<Wakeup> wakeups =
        List.of(new Wakeup(Kinds.MIGRATION, Selection.ALL, m -> List.of(migrations.note(m))));
    return new ControllerSpec(NAME, Kinds.PLAN, wakeups, this, 4);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> plan = key.name().isEmpty() ? Optional.empty() : api.get(key);
    List<Resource> found = migrations.of(key, plan).stream().sorted(OLDEST_FIRST).toList();
    if (plan.isEmpty()) {
      dispatcher.forget(key);
      writer.forget(key);
      pace.forget(key);
      return next(orphaned(key, found));
    }
    if (plan.get().isBeingDeleted()) {
      return next(end.delete(plan.get()));
    }
    found.forEach(m -> own(m, plan.get()));
    Resource held = found.isEmpty() ? plan.get() : end.hold(plan.get());
    PlanView view = new PlanView(held);
    dispatcher.weigh(key, view.weight());
    Duration tooSoon = pace.left(key, view.vmStatuses().size());
    return next(tooSoon.isZero() ? pass(view, found) : tooSoon);
  }

  private Duration pass(PlanView plan, List<Resource> migrations) {
    Duration wait = new PlanPass(plan, migrations, tools()).run();
    boolean over = plan.activeSnapshot().filter(s -> !Snapshots.isOver(s)).isEmpty();
    return plan.isArchived() && over ? longer(wait, end.archive(plan.resource())) : wait;
  }

  private PlanPass.Tools tools() {
    return new PlanPass.Tools(api, desk, index, dispatcher, writer, clock, settings);
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
