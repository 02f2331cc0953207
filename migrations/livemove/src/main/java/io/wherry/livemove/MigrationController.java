package io.wherry.livemove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.Finalizers;
import io.wherry.control.ObjectEdit;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a VirtualMachineInstanceMigration through its phases. It never talks to QEMU: it asks for
 * a place on another node, tells both nodes through the instance's status, and reads there how it
 * went. One worker, so that limits hold.
 *
 * @source live-migration.md sections 1.3 to 1.6
 */
final class MigrationController implements Reconciler {
  static final String FINALIZER = "kubevirt.io/migrationJobFinalize";

  private static final int KEPT = 5;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration UNSCHEDULABLE_PATIENCE = Duration.ofSeconds(300);

  private final KubeApi api;
  private final Clock clock;
  private final EventRecorder events;
  private final MigrationStatus status;

  MigrationController(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
    this.events = new EventRecorder(api, "virt-controller", clock);
    this.status = new MigrationStatus(api, clock);
  }

  ControllerSpec spec() {
    Wakeup instances = new Wakeup(Kinds.VMI, Selection.ALL, i -> of(i.namespace(), i.name()));
    Wakeup pods =
        new Wakeup(
            Kinds.POD,
            Selection.ALL,
            p ->
                p.annotation(TargetPod.JOB_NAME).stream()
                    .map(n -> new ResourceKey(Kinds.VMIM, p.namespace(), n))
                    .toList());
    return new ControllerSpec("live-migrations", Kinds.VMIM, List.of(instances, pods), this, 1);
  }

  private List<ResourceKey> of(String namespace, String instance) {
    return api.list(Kinds.VMIM, Selection.in(namespace)).stream()
        .filter(m -> m.text("spec", "vmiName").equals(Optional.of(instance)))
        .filter(m -> !MigrationPhase.of(m).isFinal() || m.isBeingDeleted())
        .map(m -> new ResourceKey(Kinds.VMIM, m.namespace(), m.name()))
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource migration = found.get();
    MigrationPhase phase = MigrationPhase.of(migration);
    if (phase.isFinal()) {
      Finalizers.remove(api, key, migration, FINALIZER);
      forgetOld(migration);
      return Next.onChange();
    }
    if (Finalizers.missing(migration, FINALIZER) && !migration.isBeingDeleted()) {
      status.adopt(key, migration, FINALIZER);
      return Next.onChange();
    }
    Optional<Resource> instance =
        api.get(new ResourceKey(Kinds.VMI, key.namespace(), migration.need("spec", "vmiName")));
    if (instance.isEmpty()) {
      return fail(key, migration, "The VirtualMachineInstance does not exist");
    }
    return advance(new Case(key, migration, instance.get(), phase));
  }

  /** Of each instance the newest finished migrations are kept. */
  private void forgetOld(Resource migration) {
    Optional<String> instance = migration.text("spec", "vmiName");
    api.list(Kinds.VMIM, Selection.in(migration.namespace())).stream()
        .filter(m -> m.text("spec", "vmiName").equals(instance))
        .filter(m -> MigrationPhase.of(m).isFinal() && !m.isBeingDeleted())
        .sorted(
            Comparator.comparing((Resource m) -> m.need("metadata", "creationTimestamp"))
                .thenComparing(Resource::name)
                .reversed())
        .skip(KEPT)
        .forEach(m -> api.delete(new ResourceKey(Kinds.VMIM, m.namespace(), m.name()), m.uid()));
  }

  private record Case(
      ResourceKey key, Resource migration, Resource instance, MigrationPhase phase) {
    ResourceKey instanceKey() {
      return new ResourceKey(Kinds.VMI, instance.namespace(), instance.name());
    }

    /** True once the nodes know of it. */
    boolean isHandedOff() {
      return instance
          .text("status", "migrationState", "migrationUid")
          .equals(Optional.of(migration.uid()));
    }

    JsonNode state() {
      return instance.at("status", "migrationState");
    }

    ResourceKey podKey() {
      return new ResourceKey(Kinds.POD, instance.namespace(), TargetPod.name(instance, migration));
    }
  }

  private Next advance(Case c) {
    if (c.isHandedOff()) {
      return follow(c);
    }
    if (c.migration().isBeingDeleted()) {
      return fail(c, "Migration canceled before it began");
    }
    return switch (c.phase()) {
      case UNSET -> accept(c);
      case PENDING -> pend(c);
      case SCHEDULING, SCHEDULED -> place(c);
      default -> fail(c, "Another migration has taken over the VirtualMachineInstance");
    };
  }

  private Next accept(Case c) {
    Optional<JsonNode> migratable = ConditionList.find(c.instance(), "LiveMigratable");
    if (!c.instance().text("status", "phase").equals(Optional.of("Running"))) {
      return fail(c, "The VirtualMachineInstance is not running");
    }
    if (migratable.filter(m -> m.path("status").asText().equals("False")).isPresent()) {
      return fail(
          c,
          "Cannot migrate VMI, Reason: %s, Message: %s"
              .formatted(
                  migratable.get().path("reason").asText(),
                  migratable.get().path("message").asText()));
    }
    boolean busy = c.state().hasNonNull("migrationUid") && !c.state().path("completed").asBoolean();
    if (busy) {
      return fail(c, "in-flight migration detected: another migration is under way");
    }
    status.phase(c.key(), MigrationPhase.PENDING, _ -> {});
    return Next.after(Duration.ZERO);
  }

  private Next pend(Case c) {
    Map<String, String> nodes = new HashMap<>();
    api.list(Kinds.VMI, Selection.ALL)
        .forEach(i ->
            nodes.put(i.namespace() + "/" + i.name(), i.text("status", "nodeName").orElse("")));
    MigrationQueue queue =
        new MigrationQueue(api.list(Kinds.VMIM, Selection.ALL), nodes, MigrationLimits.of(api));
    Optional<MigrationQueue.Wait> wait = queue.verdict(c.migration());
    if (wait.isPresent()) {
      status.queued(c.key(), wait.get());
      return Next.after(LOOK);
    }
    Optional<Resource> source = launcher(c);
    if (source.isEmpty()) {
      return Next.after(LOOK);
    }
    try {
      Resource pod = api.create(Kinds.POD, TargetPod.of(source.get(), c.instance(), c.migration()));
      events.normal(
          c.migration(), "SuccessfulCreate", "Created migration target pod " + pod.name());
    } catch (StaleWrite _) {
      // made by an earlier look
    }
    status.phase(c.key(), MigrationPhase.SCHEDULING, _ -> {});
    return Next.after(LOOK);
  }

  private Optional<Resource> launcher(Case c) {
    Optional<String> node = c.instance().text("status", "nodeName");
    return api
        .list(
            Kinds.POD,
            Selection.labelled(
                c.instance().namespace(), Map.of(TargetPod.CREATED_BY, c.instance().uid())))
        .stream()
        .filter(p -> p.text("spec", "nodeName").equals(node))
        .filter(p -> p.text("status", "phase").equals(Optional.of("Running")))
        .findFirst();
  }

  private Next place(Case c) {
    Optional<Resource> pod = api.get(c.podKey());
    if (pod.isEmpty() || pod.get().isBeingDeleted()) {
      return fail(c, "The migration's target pod vanished");
    }
    String phase = pod.get().text("status", "phase").orElse("Pending");
    if (phase.equals("Running")) {
      return handOff(c, pod.get());
    }
    Duration age =
        Duration.between(
            java.time.Instant.parse(pod.get().need("metadata", "creationTimestamp")),
            clock.instant());
    if (phase.equals("Failed") || age.compareTo(UNSCHEDULABLE_PATIENCE) > 0) {
      String why =
          ConditionList.find(pod.get(), "PodScheduled")
              .map(p -> p.path("message").asText())
              .orElse("");
      return fail(c, "The migration's target pod could not be started. " + why);
    }
    return Next.after(LOOK);
  }

  /** From here the nodes act, and this migration is written into the instance. */
  private Next handOff(Case c, Resource pod) {
    String target = pod.need("spec", "nodeName");
    if (c.phase() != MigrationPhase.SCHEDULED) {
      status.phase(c.key(), MigrationPhase.SCHEDULED, _ -> {});
    }
    Optional<MigrationQueue.Wait> full = inbound(target);
    if (full.isPresent()) {
      status.queued(c.key(), full.get());
      return Next.after(LOOK);
    }
    MigrationOptions options = MigrationOptions.of(api, c.instance(), target);
    status.explain(c.key(), options);
    var _ =
        ObjectEdit.status(
            api,
            c.instanceKey(),
            s -> {
              ObjectNode state = s.putObject("migrationState");
              state.put("migrationUid", c.migration().uid());
              state.put("sourceNode", s.path("nodeName").asText());
              launcher(c).ifPresent(l -> state.put("sourcePod", l.name()));
              state.put("targetNode", target).put("targetPod", pod.name());
              state.set("migrationConfiguration", options.values());
              if (c.migration().annotation(MigrationControl.ALLOW_POST_COPY).isPresent()) {
                options.values().put("postCopyPrepared", true);
              }
              state.set("control", control(c, state));
              options.policy().ifPresent(p -> state.put("migrationPolicyName", p));
              state.put("migrationNetworkType", "Pod");
            });
    events.normal(
        c.migration(),
        "SuccessfulHandOver",
        "Migration target pod is ready for preparation by virt-handler.");
    return Next.after(Duration.ZERO);
  }

  /** How many a node takes at a time is known only once the target is. */
  private Optional<MigrationQueue.Wait> inbound(String target) {
    long limit = MigrationLimits.of(api).inboundPerNode();
    long coming =
        api.list(Kinds.VMI, Selection.ALL).stream()
            .map(i -> i.at("status", "migrationState"))
            .filter(s -> s.path("targetNode").asText().equals(target))
            .filter(s -> !s.path("completed").asBoolean())
            .count();
    return limit > 0 && coming >= limit
        ? Optional.of(
            new MigrationQueue.Wait(
                "InboundLimit", "%d of %d come to node %s".formatted(coming, limit, target)))
        : Optional.empty();
  }

  private ObjectNode control(Case c, JsonNode state) {
    List<JsonNode> all =
        api.list(Kinds.VMI, Selection.ALL).stream()
            .map(i -> i.at("status", "migrationState"))
            .toList();
    MigrationControl control = MigrationControl.of(c.migration());
    control.problems().forEach(p -> events.warning(c.migration(), "BadAnnotation", p));
    return control.sharing(MigrationLimits.of(api).bandwidthPerNode(), all, state).values();
  }

  /** Tells the nodes what has changed since the last look. */
  private void steer(Case c) {
    ObjectNode control = control(c, c.state());
    if (!control.equals(c.state().path("control"))) {
      var _ =
          ObjectEdit.status(
              api,
              c.instanceKey(),
              s -> s.withObjectProperty("migrationState").set("control", control));
    }
  }

  /** A machine that already runs elsewhere cannot be kept here any more. */
  private void tellIfTooLate(Case c) {
    boolean there =
        c.instance()
            .text("status", "nodeName")
            .equals(c.instance().text("status", "migrationState", "targetNode"));
    if (!c.migration().isBeingDeleted() || !there) {
      return;
    }
    boolean postCopy = c.state().path("mode").asText().equals("PostCopy");
    status.tooLate(
        c.key(),
        postCopy ? "PostCopyActive" : "PastPointOfNoReturn",
        "The machine runs on node %s already: it is past the point of no return."
            .formatted(c.state().path("targetNode").asText()));
  }

  private Next follow(Case c) {
    JsonNode state = c.state();
    tellIfTooLate(c);
    if (state.path("completed").asBoolean()) {
      return state.path("failed").asBoolean()
          ? fail(
              c, "Source node reported migration failed: " + state.path("failureReason").asText())
          : succeed(c);
    }
    if (c.migration().isBeingDeleted() && !state.path("abortRequested").asBoolean()) {
      var _ =
          ObjectEdit.status(
              api,
              c.instanceKey(),
              s ->
                  s.withObjectProperty("migrationState")
                      .put("abortRequested", true)
                      .put("abortStatus", "Aborting"));
      status.abortRequested(c.key());
    }
    MigrationPhase now =
        state.hasNonNull("startTimestamp")
            ? MigrationPhase.RUNNING
            : state.hasNonNull("targetNodeAddress")
                ? MigrationPhase.TARGET_READY
                : MigrationPhase.PREPARING_TARGET;
    steer(c);
    status.phase(c.key(), now, s -> copyTransfer(state, s));
    return Next.after(LOOK);
  }

  private static void copyTransfer(JsonNode state, ObjectNode status) {
    if (state.hasNonNull("transfer")) {
      status.set("transfer", state.get("transfer"));
    }
  }

  private Next succeed(Case c) {
    if (c.state().path("abortStatus").asText().equals("Failed")) {
      events.warning(
          c.migration(),
          "FailedAbortMigration",
          "The machine had been given to node %s already: past the point of no return."
              .formatted(c.state().path("targetNode").asText()));
    }
    status.phase(c.key(), MigrationPhase.SUCCEEDED, s -> s.set("migrationState", c.state()));
    events.normal(
        c.migration(),
        "SuccessfulMigration",
        "Source node reported migration succeeded; the instance runs on "
            + c.state().path("targetNode").asText());
    return Next.after(Duration.ZERO);
  }

  private Next fail(Case c, String why) {
    if (c.isHandedOff()) {
      status.phase(c.key(), MigrationPhase.FAILED, s -> s.set("migrationState", c.state()));
    } else {
      status.phase(c.key(), MigrationPhase.FAILED, _ -> {});
    }
    removePod(c);
    events.warning(c.migration(), "FailedMigration", why);
    return Next.after(Duration.ZERO);
  }

  /** Without a node nobody else lets it go. */
  private void removePod(Case c) {
    Optional<Resource> pod = api.get(c.podKey());
    if (pod.isPresent() && pod.get().text("spec", "nodeName").isEmpty()) {
      var _ =
          ObjectEdit.body(
              api, c.podKey(), t -> t.withObjectProperty("metadata").remove("finalizers"));
    }
    if (!c.isHandedOff() && pod.isPresent()) {
      var _ =
          ObjectEdit.body(
              api, c.podKey(), t -> t.withObjectProperty("metadata").remove("finalizers"));
      api.delete(c.podKey());
    }
  }

  private Next fail(ResourceKey key, Resource migration, String why) {
    status.phase(key, MigrationPhase.FAILED, _ -> {});
    events.warning(migration, "FailedMigration", why);
    return Next.after(Duration.ZERO);
  }
}
