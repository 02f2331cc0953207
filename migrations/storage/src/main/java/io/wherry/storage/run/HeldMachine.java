package io.wherry.storage.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Notes;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.Marks;
import java.util.Optional;
import java.util.Set;

/**
 * A machine that a run keeps off while its disks move. Its run strategy before stands in
 * annotations, so that it comes back with exactly that.
 *
 * @source storage-migration.md section 3.8
 */
record HeldMachine(StorageWorld world, StorageOrder.Machine machine) {
  /** Annotation: UID of the migration that keeps the machine off. */
  private static final String HOLDER = "wherry.io/storage-migration";

  /** Strategies that leave a machine off until somebody asks for a start. */
  private static final Set<String> BY_HAND = Set.of("Manual", "RerunOnFailure");

  static HeldMachine of(StorageWorld world, Notes notes) {
    return new HeldMachine(world, world.machine(notes));
  }

  private ResourceKey key() {
    return StorageWorld.beside(machine, Kinds.VM, machine.vm().name());
  }

  /** The machine that the run was made for; empty when it is gone. Blocks. */
  Optional<Resource> find() {
    return world
        .api()
        .get(key())
        .filter(vm -> vm.uid().equals(machine.vm().uid()) && !vm.isBeingDeleted());
  }

  /** True while it has an instance, running or not. Blocks. */
  boolean hasInstance() {
    return world.api().get(instance()).isPresent();
  }

  private ResourceKey instance() {
    return StorageWorld.beside(machine, Kinds.VMI, machine.vm().name());
  }

  /** True when this run keeps it off. */
  boolean isHeld(Resource vm) {
    return vm.annotation(HOLDER).filter(world.order().migration().uid()::equals).isPresent();
  }

  /** True when nobody has asked for a start since we stopped it. */
  static boolean isOff(Resource vm) {
    return vm.text("spec", "runStrategy").filter("Halted"::equals).isPresent()
        || vm.text("spec", "running").filter("false"::equals).isPresent();
  }

  /** Its strategy in upstream's words; the deprecated {@code running} counts too. */
  static String strategy(Resource vm) {
    return vm.text("spec", "runStrategy")
        .orElse(vm.at("spec", "running").asBoolean() ? "Always" : "Halted");
  }

  /** Switches it off in one write. Blocks. @throws StaleWrite somebody changed it just now */
  void hold(Resource vm) {
    ObjectNode patch = conditional(vm);
    ((ObjectNode) patch.get("metadata"))
        .putObject("annotations")
        .put(HOLDER, world.order().migration().uid())
        .put(Marks.RUN_STRATEGY, strategy(vm))
        .put(Marks.START_VM, Boolean.toString(hasInstance()));
    ObjectNode spec = patch.putObject("spec");
    if (vm.at("spec", "running").isBoolean()) {
      spec.put("running", false);
    } else {
      spec.put("runStrategy", "Halted");
    }
    Resource _ = world.api().patch(key(), patch);
  }

  /**
   * Gives it back: strategy first, then a start where the strategy alone does not start it, the
   * mark last. What its owner has set meanwhile stays. Blocks; repeatable.
   */
  void release() {
    Optional<Resource> found = find().filter(this::isHeld);
    if (found.isEmpty()) {
      return;
    }
    Resource vm = found.get();
    String before = vm.annotation(Marks.RUN_STRATEGY).orElse("Halted");
    if (isOff(vm) && !before.equals("Halted")) {
      ObjectNode patch = conditional(vm);
      ObjectNode spec = patch.putObject("spec");
      if (vm.at("spec", "running").isBoolean()) {
        spec.put("running", true);
      } else {
        spec.put("runStrategy", before);
      }
      vm = world.api().patch(key(), patch);
    }
    boolean ran = vm.annotation(Marks.START_VM).filter("true"::equals).isPresent();
    if (ran && BY_HAND.contains(strategy(vm)) && !hasInstance()) {
      start();
    }
    ObjectNode patch = conditional(vm);
    ((ObjectNode) patch.get("metadata"))
        .putObject("annotations")
        .putNull(HOLDER)
        .putNull(Marks.RUN_STRATEGY)
        .putNull(Marks.START_VM);
    Resource _ = world.api().patch(key(), patch);
  }

  private void start() {
    String path =
        "/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachines/%s/start"
            .formatted(machine.vm().namespace(), machine.vm().name());
    try {
      world.api().put(path, JsonNodeFactory.instance.objectNode());
    } catch (StaleWrite running) {
      if (!hasInstance()) {
        throw running;
      }
    }
  }

  /** Replaces parts of the machine's spec, if nobody has changed it since it was read. Blocks. */
  void replace(Resource vm, JsonNode volumes, JsonNode templates) {
    ObjectNode patch = conditional(vm);
    ObjectNode spec = patch.putObject("spec");
    spec.putObject("template").putObject("spec").set("volumes", volumes);
    if (!templates.isMissingNode()) {
      spec.set("dataVolumeTemplates", templates);
    }
    Resource _ = world.api().patch(key(), patch);
  }

  private static ObjectNode conditional(Resource vm) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", vm.resourceVersion());
    return patch;
  }
}
