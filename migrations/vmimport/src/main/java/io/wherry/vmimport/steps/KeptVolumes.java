package io.wherry.vmimport.steps;

import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.order.Target;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Volumes that an earlier run of the plan has left for a machine. A new run copies on to them: the
 * journal beside the disk proves what is there, and what it does not prove is compared.
 */
public final class KeptVolumes {
  /** Phases of a DataVolume that a worker pod can go on from. */
  static final Set<String> READY = Set.of("Succeeded", "PendingPopulation", "WaitForFirstConsumer");

  private final KubeApi api;
  private final String namespace;
  private final Map<String, String> labels;

  /**
   * @param namespace of the target
   */
  public KeptVolumes(KubeApi api, String namespace, String planUid, String machineId) {
    this.api = api;
    this.namespace = namespace;
    this.labels = MachineLabels.anyRun(planUid, machineId);
  }

  static KeptVolumes of(ImportWorld world) {
    return new KeptVolumes(
        world.api(),
        world.order().target().namespace(),
        world.order().plan().uid(),
        world.order().machine().id());
  }

  /** The disk on the newest volume that is there for it; else as it is. Blocks. */
  public Target.Disk claimed(Target.Disk disk) {
    return api.list(Kinds.DATA_VOLUME, Selection.labelled(namespace, labels)).stream()
        .filter(v -> fits(disk, v))
        .max(Comparator.comparing(v -> v.at("metadata", "creationTimestamp").asText()))
        .map(v -> disk.on(v.name()))
        .orElse(disk);
  }

  /** Names of the order's volumes that an earlier run has left. */
  static Set<String> names(ImportWorld world) {
    KeptVolumes kept = of(world);
    return world.order().target().disks().stream()
        .filter(d ->
            world
                .api()
                .get(world.target(Kinds.DATA_VOLUME, d.claim()))
                .filter(v -> kept.fits(d, v))
                .isPresent())
        .map(Target.Disk::claim)
        .collect(Collectors.toSet());
  }

  /** True when the volume was made by some run for this very disk, and is as a new one would be. */
  boolean fits(Target.Disk disk, Resource volume) {
    return volume.labels().entrySet().containsAll(labels.entrySet())
        && volume.annotation(BlankVolume.DISK_SOURCE).filter(disk.id()::equals).isPresent()
        && !volume.isBeingDeleted()
        && READY.contains(volume.at("status", "phase").asText())
        && isLike(disk, volume)
        && hasItsClaim(volume);
  }

  private static boolean isLike(Target.Disk disk, Resource volume) {
    Target.Storage wanted = disk.storage();
    String size = volume.at("spec", "storage", "resources", "requests", "storage").asText();
    return volume.at("spec", "storage", "storageClassName").asText().equals(wanted.storageClass())
        && volume.at("spec", "storage", "volumeMode").asText().equals(wanted.volumeMode())
        && volume.at("spec", "storage", "accessModes").path(0).asText().equals(wanted.accessMode())
        && size.matches("[0-9]{1,18}")
        && Long.parseLong(size) >= disk.requestBytes();
  }

  // A volume whose claim is gone, or was handed to a machine, would never be filled again.
  private boolean hasItsClaim(Resource volume) {
    Optional<Resource> claim = api.get(new ResourceKey(Kinds.PVC, namespace, volume.name()));
    return claim.filter(c -> !c.isBeingDeleted()).stream()
        .flatMap(c -> c.items("metadata", "ownerReferences").stream())
        .anyMatch(o -> o.path("uid").asText().equals(volume.uid()));
  }
}
