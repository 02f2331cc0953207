package io.wherry.ova;

import io.wherry.blocks.BlockReader;
import io.wherry.problems.InvalidRequest;

/** Opens disks of appliances. */
final class OvaDisks {
  private OvaDisks() {}

  static BlockReader open(Appliance.Disk disk) {
    if (disk.isBlank()) {
      return new BlankDisk(disk.said().capacityBytes());
    }
    throw new InvalidRequest(disk.name() + " has no reader in this build.");
  }
}
