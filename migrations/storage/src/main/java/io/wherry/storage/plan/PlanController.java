package io.wherry.storage.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.Category;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.MigStatus;
import io.wherry.storage.StorageSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Discovers the volumes of MigPlans and says what is in the way of migrations. */
public final class PlanController implements Reconciler {
  /** Other plans and storage classes change without waking us. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private final KubeApi api;
  private final MigStatus status;
  private final StorageSettings.Live live;

  public PlanController(KubeApi api, Clock clock, StorageSettings settings) {
    this.api = api;
    this.live = settings.live();
    this.status = new MigStatus(api, clock);
  }

  public ControllerSpec spec() {
    Stream<Wakeup> users =
        Stream.of(Kinds.PVC, Kinds.VM, Kinds.VMI)
            .map((KindRef kind) -> new Wakeup(kind, Selection.ALL, this::plansOf));
    Wakeup migrations =
        new Wakeup(Kinds.MIG_MIGRATION, Selection.ALL, m -> List.of(PlanView.of(m)));
    List<Wakeup> wakeups = Stream.concat(users, Stream.of(migrations)).toList();
    return new ControllerSpec("migplans", Kinds.MIG_PLAN, wakeups, this, 2);
  }

  private Collection<ResourceKey> plansOf(Resource object) {
    return api.list(Kinds.MIG_PLAN, Selection.ALL).stream()
        .map(PlanView::new)
        .filter(p -> p.sources().contains(object.namespace()))
        .map(PlanView::key)
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<PlanView> found = api.get(key).filter(p -> !p.isBeingDeleted()).map(PlanView::new);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    PlanView plan = found.get();
    PlanFacts facts = PlanFacts.read(api, plan, live);
    Optional<String> rest = facts.rest();
    String suffix = TargetNames.suffix(plan.resource().uid());
    if (rest.isEmpty() && !plan.isClosed() && discover(facts, suffix)) {
      return Next.onChange();
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode().put("suffix", suffix);
    fields.set("srcStorageClasses", facts.classes().toJson());
    fields.set("destStorageClasses", facts.classes().toJson());
    status.write(key, plan.resource(), judge(facts, rest), fields);
    return Next.after(LOOK_AGAIN);
  }

  /** Writes what was discovered; true when something was new. */
  private boolean discover(PlanFacts facts, String suffix) {
    Resource plan = facts.plan().resource();
    ArrayNode entries = new Discovery(facts, suffix).entries();
    boolean refresh = plan.at("spec", "refresh").asBoolean();
    boolean same =
        entries.equals(plan.at("spec", "persistentVolumes"))
            || (entries.isEmpty() && plan.items("spec", "persistentVolumes").isEmpty());
    if (same && !refresh) {
      return false;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    // Conditional: a selection that a user makes meanwhile must not be lost.
    patch.putObject("metadata").put("resourceVersion", plan.resourceVersion());
    ObjectNode spec = patch.putObject("spec");
    spec.set("persistentVolumes", entries);
    if (refresh) {
      spec.put("refresh", false);
    }
    Resource _ = api.patch(facts.plan().key(), patch);
    return true;
  }

  private static List<Condition> judge(PlanFacts facts, Optional<String> rest) {
    Findings findings = new Findings();
    new ScopeRules(facts, findings).judge();
    if (facts.plan().isClosed()) {
      findings.add("Closed", Category.Advisory, "", "The plan is closed: it starts nothing more.");
    }
    rest.ifPresent(why -> findings.add("Suspended", Category.Advisory, "", why));
    if (rest.isEmpty() && !facts.plan().isClosed()) {
      new VolumeRules(facts, facts.plan().volumes(), findings).judge();
    }
    findings.add("PvsDiscovered", Category.Required, "Done", "The volumes are discovered.");
    findings.add(
        "StorageEnsured", Category.Required, "Done", "No replication repository is needed.");
    List<Condition> all = new ArrayList<>(findings.all());
    if (!Conditions.anyBlocks(all) && !facts.plan().isClosed()) {
      all.add(MigStatus.ready("The plan is ready."));
    }
    return all;
  }
}
