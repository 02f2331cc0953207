package io.wherry.cli.gather;

import io.wherry.resources.Resource;
import java.util.HashSet;
import java.util.Set;

/**
 * Which objects belong into the archive: everything of some namespaces, or what one plan or one
 * machine has to do with.
 */
sealed interface Filter {
  boolean takes(Resource object);

  /** Everything. */
  record Whole() implements Filter {
    @Override
    public boolean takes(Resource object) {
      return true;
    }
  }

  /**
   * Objects of a plan, of some of its machines, or of a machine without a plan.
   *
   * @param named {@code Kind/namespace/name} of objects that are meant themselves
   * @param plans uids of the plans; what carries their label belongs to them
   * @param machines names of virtual machines at the target
   * @param ids source ids of the machines; empty: all of the plan
   */
  record About(Set<String> named, Set<String> plans, Set<String> machines, Set<String> ids)
      implements Filter {
    @Override
    public boolean takes(Resource object) {
      return named.contains(name(object.kind(), object.namespace(), object.name()))
          || isOfPlan(object)
          || isOfMachine(object);
    }

    private boolean isOfPlan(Resource object) {
      return object.label("plan").filter(plans::contains).isPresent()
          && (ids.isEmpty() || object.label("vmID").filter(id -> !ids.contains(id)).isEmpty());
    }

    private boolean isOfMachine(Resource object) {
      return switch (object.kind()) {
        case "VirtualMachine", "VirtualMachineInstance", "MachineOwner" ->
            machines.contains(object.namespace() + "/" + object.name());
        case "DiskMove" ->
            machines.contains(
                object.namespace() + "/" + object.at("spec", "machine", "name").asText());
        case "VirtualMachineInstanceMigration" ->
            machines.contains(object.namespace() + "/" + object.at("spec", "vmiName").asText());
        default ->
            object.label("vm.kubevirt.io/name").map(n -> object.namespace() + "/" + n).stream()
                .anyMatch(machines::contains);
      };
    }

    /** The same, and what these objects name: claims of machines, volumes of claims. */
    About with(Set<String> more) {
      Set<String> all = new HashSet<>(named);
      all.addAll(more);
      return new About(all, plans, machines, ids);
    }
  }

  static String name(String kind, String namespace, String name) {
    return kind + "/" + namespace + "/" + name;
  }
}
