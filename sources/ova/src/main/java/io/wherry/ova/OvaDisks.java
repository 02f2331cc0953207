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

  /**
   * The disk in the size the OVF states, for which the target volume is made. A file that holds
   * more than that would lose its end; a smaller one, as written by exporters that round capacities
   * up, is filled with zeros.
   *
   * @throws InvalidRequest the file holds more than the OVF states
   */
  static BlockReader fit(BlockReader reader, Appliance.Disk disk) {
    long stated = disk.said().capacityBytes();
    if (reader.size() > stated) {
      reader.close();
      throw new InvalidRequest(
          "The disk file '%s' holds a disk of %d bytes, but its OVF states a capacity of %d: the end of the disk would be lost. Correct the capacity in the OVF (and the manifest)."
              .formatted(disk.name(), reader.size(), stated));
    }
    return reader.size() == stated ? reader : new PaddedDisk(reader, stated);
  }
}
