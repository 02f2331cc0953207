package io.wherry.vmimport.steps;

import io.wherry.kube.Selection;
import io.wherry.problems.Defect;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.order.MachineLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What earlier runs of the plan left behind for this machine. Released machines and their disks are
 * never among it, nor volumes that this run goes on with.
 *
 * @source plans-and-migrations.md section 3.11, column Restart
 */
final class Leftovers {
  private static final List<KindRef> HELPERS = List.of(Kinds.POD, Kinds.SECRET);
  private static final List<KindRef> VOLUMES = List.of(Kinds.DATA_VOLUME, Kinds.PVC);

  private Leftovers() {}

  static List<Resource> of(ImportWorld world) {
    List<Resource> result = new ArrayList<>();
    HELPERS.forEach(kind -> result.addAll(earlier(world, kind)));
    if (world.order().options().cleanup().machineOnFailure()) {
      earlier(world, Kinds.VM).stream().filter(Leftovers::isOpen).forEach(result::add);
      Set<String> kept = KeptVolumes.names(world);
      VOLUMES.forEach(kind ->
          earlier(world, kind).stream()
              .filter(v -> isOpen(v) && !kept.contains(v.name()))
              .forEach(result::add));
    }
    return result;
  }

  /** A machine that an earlier run has released; it may have run, perhaps it does. */
  static Optional<Resource> released(ImportWorld world) {
    return earlier(world, Kinds.VM).stream().filter(TargetMachine::isReleased).findFirst();
  }

  static ResourceKey key(Resource resource) {
    KindRef kind =
        switch (resource.kind()) {
          case "Pod" -> Kinds.POD;
          case "Secret" -> Kinds.SECRET;
          case "VirtualMachine" -> Kinds.VM;
          case "DataVolume" -> Kinds.DATA_VOLUME;
          case "PersistentVolumeClaim" -> Kinds.PVC;
          default -> throw new Defect("No leftover is a " + resource.kind() + ".");
        };
    return new ResourceKey(kind, resource.namespace(), resource.name());
  }

  private static List<Resource> earlier(ImportWorld world, KindRef kind) {
    Map<String, String> labels = MachineLabels.anyRun(world.order());
    Selection mine = Selection.labelled(world.order().target().namespace(), labels);
    return world.api().list(kind, mine).stream()
        .filter(r -> !world.isOurs(r))
        .filter(r -> !"virt-launcher".equals(r.labels().get("kubevirt.io")))
        .toList();
  }

  private static boolean isOpen(Resource object) {
    return !TargetMachine.isReleased(object);
  }
}
