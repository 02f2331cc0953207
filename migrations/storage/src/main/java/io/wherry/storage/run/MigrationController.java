package io.wherry.storage.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.Category;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.Marks;
import io.wherry.storage.MigStatus;
import io.wherry.storage.StorageSettings;
import io.wherry.storage.plan.PlanView;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges MigMigrations, makes the run of each, cancels it, and shows how far it is. */
final class MigrationController implements Reconciler {
  private static final String ROLLBACK_MODE = "wherry.io/rollback";

  /** Labels hold that many characters; names of plans have up to 253. */
  private static final int LABEL = 63;

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration WHILE_RUNNING = Duration.ofSeconds(2);

  private final KubeApi api;
  private final MigStatus status;
  private final Clock clock;
  private final StorageSettings settings;

  MigrationController(StorageWorld.Outside outside) {
    this.api = outside.api();
    this.settings = outside.settings();
    this.clock = outside.clock();
    this.status = new MigStatus(api, clock);
  }

  ControllerSpec spec() {
    Wakeup runs = new Wakeup(Kinds.RUN, Selection.ALL, MigrationController::migrationOf);
    Wakeup plans = new Wakeup(Kinds.MIG_PLAN, Selection.ALL, this::migrationsOf);
    return new ControllerSpec("migmigrations", Kinds.MIG_MIGRATION, List.of(runs, plans), this, 2);
  }

  private static Collection<ResourceKey> migrationOf(Resource run) {
    if (!new StorageRun(run).isOurs()) {
      return List.of();
    }
    StorageOrder.Name name = new StorageRun(run).order().migration();
    return List.of(new ResourceKey(Kinds.MIG_MIGRATION, name.namespace(), name.name()));
  }

  private Collection<ResourceKey> migrationsOf(Resource plan) {
    ResourceKey key = new PlanView(plan).key();
    return api.list(Kinds.MIG_MIGRATION, Selection.ALL).stream()
        .filter(m -> PlanView.of(m).equals(key))
        .map(m -> new ResourceKey(Kinds.MIG_MIGRATION, m.namespace(), m.name()))
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key).filter(m -> !m.isBeingDeleted());
    if (found.isEmpty() || isOver(found.get())) {
      return Next.onChange();
    }
    Resource migration = found.get();
    var name = new StorageOrder.Name(migration.namespace(), migration.name(), migration.uid());
    Optional<StorageRun> run = api.get(StorageRun.keyOf(name)).map(StorageRun::new);
    if (run.isPresent()) {
      return show(migration, run.get());
    }
    if (migration.at("spec", "canceled").asBoolean()) {
      end(migration, "It was canceled before it began.");
      return Next.onChange();
    }
    return begin(migration);
  }

  private static boolean isOver(Resource migration) {
    return migration.at("status", "phase").asText().equals(RunProjection.COMPLETED);
  }

  private Next show(Resource migration, StorageRun run) {
    if (migration.at("spec", "canceled").asBoolean() && !run.isOver() && !run.isCancelWanted()) {
      Resource _ = api.patch(run.key(), StorageRun.cancel());
    }
    RunProjection shown = new RunProjection(run);
    status.write(key(migration), migration, shown.conditions(), shown.fields());
    return run.isOver() ? Next.onChange() : Next.after(WHILE_RUNNING);
  }

  private void end(Resource migration, String message) {
    Condition canceled =
        new Condition("Canceled", Category.Advisory, "", message, "", List.of(), true);
    ObjectNode fields = JsonNodeFactory.instance.objectNode().put("phase", RunProjection.COMPLETED);
    status.write(key(migration), migration, List.of(canceled), fields);
  }

  private Next begin(Resource migration) {
    Optional<PlanView> plan = api.get(PlanView.of(migration)).map(PlanView::new);
    MigrationRules rules = new MigrationRules(api, migration, plan);
    List<Condition> findings = rules.judge();
    if (findings.isEmpty() && plan.isPresent() && rules.goal().isPresent()) {
      try {
        make(migration, plan.get(), rules.goal().get());
        return Next.onChange();
      } catch (InvalidRequest impossible) {
        String why = String.valueOf(impossible.getMessage());
        findings = List.of(Condition.of("InvalidSpec", Category.Critical, "NothingToDo", why));
      }
    }
    status.write(key(migration), migration, findings, JsonNodeFactory.instance.objectNode());
    return Next.after(LOOK_AGAIN);
  }

  private void make(Resource migration, PlanView plan, StorageOrder.Goal goal) {
    StorageOrder order = new OrderDesk(api).order(plan, migration, goal);
    Set<StorageTrait> traits = EnumSet.noneOf(StorageTrait.class);
    if (plan.wantsLive() && settings.live() == StorageSettings.Live.IN_PLACE) {
      traits.add(StorageTrait.LIVE);
    }
    if (goal == StorageOrder.Goal.ROLLBACK
        && migration.annotation(ROLLBACK_MODE).filter("Discard"::equals).isEmpty()) {
      traits.add(StorageTrait.KEEP_WRITES);
    }
    own(migration, plan);
    try {
      Resource _ = api.create(Kinds.RUN, StorageRun.make(order, traits));
    } catch (StaleWrite made) {
      // by an earlier pass whose answer was lost: its order counts
      if (api.get(StorageRun.keyOf(order.migration())).isEmpty()) {
        throw made;
      }
    }
    ObjectNode fields =
        JsonNodeFactory.instance
            .objectNode()
            .put("phase", RunProjection.STARTED)
            .put("startTimestamp", clock.instant().toString());
    Resource now = api.get(key(migration)).orElse(migration);
    Condition ready = MigStatus.ready("The migration is ready.");
    Condition running =
        Condition.of("Running", Category.Advisory, RunProjection.STARTED, "It begins.");
    status.write(key(migration), now, List.of(ready, running), fields);
  }

  // The plan owns its migrations, as upstream.
  private void own(Resource migration, PlanView plan) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.putObject("labels").put(Marks.PLAN_NAME, label(plan.resource().name()));
    boolean owned = !migration.items("metadata", "ownerReferences").isEmpty();
    if (!owned && plan.resource().namespace().equals(migration.namespace())) {
      metadata
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", Kinds.MIG_PLAN.apiVersion())
          .put("kind", Kinds.MIG_PLAN.kind())
          .put("name", plan.resource().name())
          .put("uid", plan.resource().uid());
    }
    Resource _ = api.patch(key(migration), patch);
  }

  private static String label(String name) {
    return name.length() <= LABEL ? name : name.substring(0, LABEL).replaceAll("[-.]+$", "");
  }

  private static ResourceKey key(Resource migration) {
    return new ResourceKey(Kinds.MIG_MIGRATION, migration.namespace(), migration.name());
  }
}
