package io.wherry.openshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Power;
import io.wherry.spi.PowerState;

/**
 * Finds machines by their uid, and switches them on and off by their run strategy.
 *
 * @source inventory-and-providers.md section 3.8
 */
final class Machines implements Power {
  /** What a machine's run strategy was before it was halted. */
  private static final String BEFORE = "wherry.io/run-strategy-before";

  private static final String HALTED = "Halted";

  private final Cluster cluster;

  Machines(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The machine. Blocks.
   *
   * @throws InvalidRequest there is none
   */
  JsonNode find(String id) {
    return cluster.list(Kind.MACHINE.path()).stream()
        .filter(vm -> Rows.id(vm).equals(id))
        .findFirst()
        .orElseThrow(
            () -> new InvalidRequest("%s has no machine %s.".formatted(cluster.access(), id)));
  }

  /** The path of an object of the machine's namespace, or of itself. */
  static String path(Kind kind, JsonNode vm, String name) {
    String list = kind.path();
    int slash = list.lastIndexOf('/');
    return "%s/namespaces/%s%s/%s"
        .formatted(
            list.substring(0, slash),
            vm.path("metadata").path("namespace").asText(),
            list.substring(slash),
            name);
  }

  static String name(JsonNode vm) {
    return vm.path("metadata").path("name").asText();
  }

  boolean runs(JsonNode vm) {
    return cluster.find(path(Kind.INSTANCE, vm, name(vm))).isPresent();
  }

  @Override
  public PowerState state(String machineId) {
    return runs(find(machineId)) ? PowerState.On : PowerState.Off;
  }

  @Override
  public void shutDown(String machineId) {
    JsonNode vm = find(machineId);
    String now = strategy(vm);
    if (now.equals(HALTED)) {
      return;
    }
    ObjectNode patch = Cluster.object();
    patch.putObject("metadata").putObject("annotations").put(BEFORE, now);
    patch.putObject("spec").put("runStrategy", HALTED).putNull("running");
    cluster.patch(path(Kind.MACHINE, vm, name(vm)), patch);
  }

  private static String strategy(JsonNode vm) {
    JsonNode spec = vm.path("spec");
    if (spec.hasNonNull("runStrategy")) {
      return spec.path("runStrategy").asText();
    }
    return spec.path("running").asBoolean() ? "Always" : HALTED;
  }

  @Override
  public void powerOff(String machineId) {
    shutDown(machineId);
    JsonNode vm = find(machineId);
    if (runs(vm)) {
      String list = path(Kind.MACHINE, vm, name(vm));
      String stop = list.replace("/apis/kubevirt.io/", "/apis/subresources.kubevirt.io/") + "/stop";
      cluster.put(stop, Cluster.object().put("gracePeriod", 0));
    }
  }

  @Override
  public void powerOn(String machineId) {
    JsonNode vm = find(machineId);
    if (!strategy(vm).equals(HALTED)) {
      return;
    }
    String before = vm.path("metadata").path("annotations").path(BEFORE).asText("Always");
    ObjectNode patch = Cluster.object();
    patch.putObject("metadata").putObject("annotations").putNull(BEFORE);
    patch
        .putObject("spec")
        .put("runStrategy", before.equals(HALTED) ? "Always" : before)
        .putNull("running");
    cluster.patch(path(Kind.MACHINE, vm, name(vm)), patch);
  }
}
