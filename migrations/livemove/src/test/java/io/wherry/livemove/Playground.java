package io.wherry.livemove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ObjectEdit;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Instances, migrations, and hands that play the scheduler and the nodes. */
final class Playground {
  static final String NS = "shop";

  final TestClock clock = new TestClock();
  final MemoryKubeApi api = new MemoryKubeApi(clock);

  Playground() {
    Resource namespace = Resource.of(Kinds.NAMESPACE, "", NS);
    ((ObjectNode) namespace.tree().get("metadata")).putObject("labels").put("env", "prod");
    api.create(Kinds.NAMESPACE, namespace);
  }

  static ResourceKey key(KindRef kind, String name) {
    return new ResourceKey(kind, NS, name);
  }

  /** A running instance with its launcher. */
  void instance(String name, String node) {
    Resource instance = Resource.of(Kinds.VMI, NS, name);
    ((ObjectNode) instance.tree().get("metadata")).putObject("labels").put("os", "rhel");
    instance.tree().putObject("spec");
    String uid = api.create(Kinds.VMI, instance).uid();
    var _ =
        ObjectEdit.status(
            api, key(Kinds.VMI, name), s -> s.put("phase", "Running").put("nodeName", node));
    Resource pod = Resource.of(Kinds.POD, NS, "virt-launcher-" + name);
    ((ObjectNode) pod.tree().get("metadata")).putObject("labels").put(TargetPod.CREATED_BY, uid);
    pod.tree().putObject("spec").put("nodeName", node);
    api.create(Kinds.POD, pod);
    var _ =
        ObjectEdit.status(
            api, key(Kinds.POD, "virt-launcher-" + name), s -> s.put("phase", "Running"));
  }

  void migration(String name, String instance, String priority) {
    Resource migration = Resource.of(Kinds.VMIM, NS, name);
    ObjectNode spec = migration.tree().putObject("spec").put("vmiName", instance);
    if (!priority.isEmpty()) {
      spec.put("priority", priority);
    }
    api.create(Kinds.VMIM, migration);
  }

  List<Resource> migrations() {
    return api.list(Kinds.VMIM, Selection.ALL);
  }

  /** A second of the controller's life, with all that is left of it in the API. */
  void second(KubeApi through) {
    for (Resource migration : migrations()) {
      var controller = new MigrationController(through, clock);
      for (int look = 0; look < 4; look++) {
        var _ = controller.reconcile(key(Kinds.VMIM, migration.name()));
      }
    }
    clock.advance(Duration.ofSeconds(1));
  }

  /** Gives all targets that ask for one the node, and starts them. */
  void schedule(String node) {
    for (Resource pod : api.list(Kinds.POD, Selection.ALL)) {
      if (pod.text("spec", "nodeName").isEmpty()) {
        ResourceKey key = key(Kinds.POD, pod.name());
        var _ = ObjectEdit.body(api, key, t -> t.withObjectProperty("spec").put("nodeName", node));
        var _ = ObjectEdit.status(api, key, s -> s.put("phase", "Running"));
      }
    }
  }

  /** The nodes have moved the machine. */
  void finish(String instance) {
    var _ =
        ObjectEdit.status(
            api,
            key(Kinds.VMI, instance),
            s -> {
              ObjectNode state = s.withObjectProperty("migrationState");
              s.put("nodeName", state.path("targetNode").asText());
              state.put("completed", true);
            });
  }

  Resource vmi(String name) {
    return api.get(key(Kinds.VMI, name)).orElseThrow();
  }

  Resource vmim(String name) {
    return api.get(key(Kinds.VMIM, name)).orElseThrow();
  }

  String phase(String migration) {
    return vmim(migration).text("status", "phase").orElse("");
  }

  /** Reason and message why a migration waits; empty when it does not. */
  Optional<String> wait(String migration) {
    return vmim(migration).items("status", "conditions").stream()
        .filter(c -> c.path("type").asText().equals("migrationQueued"))
        .map(c -> c.path("reason").asText() + ": " + c.path("message").asText())
        .findFirst();
  }
}
