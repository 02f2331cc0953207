package io.wherry.ova;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.FileRegion;
import io.wherry.problems.InvalidRequest;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;

/** Opens disks of appliances. */
final class OvaDisks {
  private OvaDisks() {}

  static BlockReader open(Appliance.Disk disk) {
    if (disk.isBlank()) {
      return new BlankDisk(disk.said().capacityBytes());
    }
    Region region =
        disk.bytes()
            .orElseThrow(() -> new InvalidRequest(disk.name() + " is not in the appliance."));
    FileRegion bytes =
        FileRegion.open(region.file(), region.offset(), region.size(), region.label());
    try {
      return fit(DiskImages.open(bytes, siblings(region)), disk);
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** Files beside an unpacked disk; an archive's disks must stand alone. */
  private static DiskImages.Siblings siblings(Region region) {
    boolean unpacked = region.offset() == 0 && region.size() == region.file().toFile().length();
    return unpacked
        ? name -> beside(region.file(), name)
        : DiskImages.Siblings.none(region.label());
  }

  private static ByteSource beside(Path image, String name) {
    Path file = image.resolveSibling(name);
    boolean inFolder = Objects.equals(file.normalize().getParent(), image.getParent());
    if (!inFolder || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidRequest(
          "%s needs the file '%s' beside it, which is missing or no plain file."
              .formatted(image.getFileName(), name));
    }
    return FileRegion.open(file);
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
