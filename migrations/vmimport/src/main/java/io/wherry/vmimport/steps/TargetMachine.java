package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.Optional;

/**
 * The VirtualMachine of a run, and the point of no return: a machine is made halted and released by
 * one write. From then on it may have run, and may hold data that exists nowhere else.
 */
final class TargetMachine {
  /**
   * Label on machines that were released and on claims that were handed to a machine: clean-ups
   * never delete them. A user may have detached a disk from its machine.
   */
  static final String IMPORTED = "wherry.io/imported";

  private static final String HALTED = "Halted";

  private TargetMachine() {}

  static Optional<Resource> of(ImportWorld world) {
    return world.api().get(world.target(Kinds.VM, world.order().target().vmName()));
  }

  /** Keeps a machine that is about to be made from starting. */
  static Resource halted(Resource machine) {
    ((ObjectNode) machine.tree().get("spec")).put("runStrategy", HALTED);
    return machine;
  }

  /** Lets the machine go; after this nothing is taken back. */
  static void release(ImportWorld world, Resource machine, String runStrategy) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").putObject("labels").put(IMPORTED, "true");
    patch.putObject("spec").put("runStrategy", runStrategy);
    world.api().patch(world.target(Kinds.VM, machine.name()), patch);
  }

  /** Of a machine: released. Of a claim: handed over. */
  static boolean isReleased(Resource object) {
    return object.label(IMPORTED).isPresent();
  }

  /**
   * True when this run's machine is there and may have run: an undo must then keep the machine and
   * its disks, and the source off.
   *
   * @throws PeerUnavailable the machine is being removed; whether the source may run is open
   */
  static boolean stands(ImportWorld world) {
    Optional<Resource> machine = of(world).filter(world::isOurs);
    if (machine.filter(Resource::isBeingDeleted).isPresent()) {
      throw new PeerUnavailable(machine.get() + " is being removed; waiting until it is gone.");
    }
    return machine.filter(TargetMachine::mayHaveRun).isPresent();
  }

  // Somebody may have started a machine that was not released yet.
  private static boolean mayHaveRun(Resource machine) {
    return isReleased(machine)
        || !machine.at("spec", "runStrategy").asText(HALTED).equals(HALTED)
        || machine.at("status", "created").asBoolean();
  }
}
