package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.order.Target;

/**
 * The DataVolume of a disk, before anything was copied to it.
 *
 * @source plans-and-migrations.md section 1.13
 */
final class BlankVolume {
  /** Identity of the source disk; the key for matching. */
  static final String DISK_SOURCE = "forklift.konveyor.io/disk-source";

  /** Position of the disk in the machine. */
  static final String DISK_INDEX = "forklift.konveyor.io/disk-index";

  private BlankVolume() {}

  static Resource of(ImportOrder order, Target.Disk disk) {
    Resource volume = Resource.of(Kinds.DATA_VOLUME, order.target().namespace(), disk.claim());
    ObjectNode metadata = (ObjectNode) volume.tree().get("metadata");
    ObjectNode labels = metadata.putObject("labels");
    MachineLabels.of(order).forEach(labels::put);
    metadata
        .putObject("annotations")
        .put(DISK_SOURCE, disk.id())
        .put(DISK_INDEX, Integer.toString(disk.index()))
        .put("cdi.kubevirt.io/storage.bind.immediate.requested", "true")
        .put("cdi.kubevirt.io/storage.deleteAfterCompletion", "false");
    ObjectNode spec = volume.tree().putObject("spec");
    spec.putObject("source").putObject("blank");
    ObjectNode storage = spec.putObject("storage");
    Target.Storage where = disk.storage();
    if (!where.accessMode().isEmpty()) {
      storage.putArray("accessModes").add(where.accessMode());
    }
    if (!where.volumeMode().isEmpty()) {
      storage.put("volumeMode", where.volumeMode());
    }
    if (!where.storageClass().isEmpty()) {
      storage.put("storageClassName", where.storageClass());
    }
    storage
        .putObject("resources")
        .putObject("requests")
        .put("storage", Long.toString(disk.requestBytes()));
    return volume;
  }
}
