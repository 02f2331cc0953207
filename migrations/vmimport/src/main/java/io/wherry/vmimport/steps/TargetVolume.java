package io.wherry.vmimport.steps;

import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import io.wherry.vmimport.order.Target;
import java.util.List;
import java.util.stream.IntStream;

/** A target volume as a worker pod sees it. */
record TargetVolume(int number, String id, String claim, boolean isBlock, long capacityBytes) {

  /** All volumes of the run, in order. Blocks. */
  static List<TargetVolume> all(ImportWorld world) {
    List<Target.Disk> disks = world.order().target().disks();
    return IntStream.range(0, disks.size()).mapToObj(i -> of(world, i, disks.get(i))).toList();
  }

  // What the claim says wins over what was wished: the class may have chosen the mode.
  private static TargetVolume of(ImportWorld world, int number, Target.Disk disk) {
    String mode =
        world
            .api()
            .get(world.target(Kinds.PVC, disk.claim()))
            .flatMap((Resource pvc) -> pvc.text("spec", "volumeMode"))
            .orElse(disk.storage().volumeMode());
    long capacity = world.order().machine().disks().get(disk.index()).capacityBytes();
    return new TargetVolume(number, disk.id(), disk.claim(), mode.equals("Block"), capacity);
  }

  /** Mount point of a file system volume. */
  String directory() {
    return "/mnt/disks/disk" + number;
  }

  /** The disk itself. */
  String path() {
    return isBlock ? "/dev/block" + number : directory() + "/disk.img";
  }

  WorkerTask.Disk task() {
    return new WorkerTask.Disk(id, path(), capacityBytes);
  }
}
