package io.wherry.vmimport.steps;

import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.order.MachineLabels;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the runs of a plan have made in the cluster and nobody uses: everything but released
 * machines and their disks. All runs must be over.
 *
 * @source plans-and-migrations.md section 3.11, columns Archive and Plan deleted
 */
public final class PlanRemains {
  private static final List<KindRef> HELPERS =
      // A Job first: it would make its pods again.
      List.of(Kinds.JOB, Kinds.POD, Kinds.CONFIG_MAP, Kinds.SECRET);

  // A volume first: it would make its claim again.
  private static final List<KindRef> VOLUMES = List.of(Kinds.DATA_VOLUME, Kinds.PVC);

  private final KubeApi api;
  private final Map<String, String> labels;

  public PlanRemains(KubeApi api, String planUid) {
    this.api = api;
    this.labels = Map.of(MachineLabels.PLAN, MachineLabels.value(planUid));
  }

  /**
   * What stays besides; values of the label {@code vmID}.
   *
   * @param machines whose half-made machines stay
   * @param volumes whose volumes stay
   */
  public record Spared(Set<String> machines, Set<String> volumes) {}

  /**
   * Removes all of it, machines before their volumes. Call again until it says true. Blocks.
   *
   * @return true when nothing is there any more
   */
  public boolean remove(Spared spared) {
    boolean gone = true;
    for (KindRef kind : HELPERS) {
      gone &= remove(kind, PlanRemains::isHelper);
    }
    gone &= remove(Kinds.VM, vm -> !TargetMachine.isReleased(vm) && !isOf(spared.machines(), vm));
    if (!gone) {
      return false;
    }
    for (KindRef kind : VOLUMES) {
      gone &= remove(kind, v -> !TargetMachine.isReleased(v) && !isOf(spared.volumes(), v));
    }
    return gone;
  }

  private boolean remove(KindRef kind, Predicate<Resource> which) {
    for (Resource found : list(kind)) {
      if (which.test(found) && !found.isBeingDeleted()) {
        api.delete(new ResourceKey(kind, found.namespace(), found.name()), found.uid());
      }
    }
    return list(kind).stream().noneMatch(which);
  }

  private List<Resource> list(KindRef kind) {
    return api.list(kind, Selection.labelled("", labels));
  }

  // The pod of a running machine may carry the labels of its machine.
  private static boolean isHelper(Resource object) {
    return !"virt-launcher".equals(object.labels().get("kubevirt.io"));
  }

  private static boolean isOf(Set<String> ids, Resource object) {
    return object.label(MachineLabels.VM_ID).filter(ids::contains).isPresent();
  }
}
