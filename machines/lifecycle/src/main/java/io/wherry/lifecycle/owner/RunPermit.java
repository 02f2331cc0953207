package io.wherry.lifecycle.owner;

import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.RunningMachine;
import io.wherry.resources.Resource;

/**
 * The only place that lets a guest run, or go on running: after looking who owns the machine. An
 * architecture test holds everybody else to that.
 */
public final class RunPermit {
  private final OwnerBook owners;
  private final String node;

  /**
   * @param node the node this process stands for
   */
  public RunPermit(OwnerBook owners, String node) {
    this.owners = owners;
    this.node = node;
  }

  /**
   * Lets the guest run. Blocks.
   *
   * @throws InvalidRequest another node owns the machine; the guest does not run
   */
  public void run(Resource instance, RunningMachine machine) {
    require(instance);
    machine.resume();
  }

  /**
   * Returns when this node owns the machine.
   *
   * @throws InvalidRequest another node does, or nobody
   */
  public OwnerRecord require(Resource instance) {
    OwnerRecord record =
        owners
            .find(instance.namespace(), instance.name())
            .orElseThrow(() ->
                new InvalidRequest(
                    instance + " has no MachineOwner; node " + node + " may not run it."));
    if (!record.permits(instance.uid(), node)) {
      throw new InvalidRequest(
          "%s belongs to node %s (generation %d); node %s may not run it."
              .formatted(instance, record.node(), record.generation(), node));
    }
    return record;
  }
}
