package io.wherry.ova;

import io.wherry.spi.SourceMachine.Firmware;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an OVF envelope says, before it is tied to files. Quantities are raw, units beside them. */
record Ovf(
    List<FileRef> files,
    List<Disk> disks,
    List<Network> networks,
    List<VirtualSystem> systems,
    ExportSource source) {

  /**
   * A {@code References/File}.
   *
   * @param size as stated, -1 when not stated
   * @param chunkSize as stated, 0 when the file is in one piece
   */
  record FileRef(String id, String href, long size, String compression, long chunkSize) {}

  /**
   * A {@code DiskSection/Disk}.
   *
   * @param capacity in units; may be 0 or negative, which is reported by a rule and not here
   * @param fileRef empty for a blank disk
   */
  record Disk(
      String diskId,
      String fileRef,
      long capacity,
      String units,
      String format,
      long populatedSize,
      String parentRef) {

    /** Capacity in bytes. */
    long capacityBytes() {
      return AllocationUnits.bytes(capacity, units, "Disk " + diskId);
    }
  }

  record Network(String name, String description) {}

  /** A {@code VirtualSystem}. */
  record VirtualSystem(
      String id, String name, String osType, Hardware hardware, Settings settings) {}

  /**
   * @param cpuCount all virtual CPUs
   * @param memory in memoryUnits
   */
  record Hardware(
      int cpuCount,
      int coresPerSocket,
      String cpuUnits,
      long memory,
      String memoryUnits,
      List<String> diskIds,
      List<Nic> nics,
      List<String> devices,
      List<String> unknown) {

    long memoryBytes() {
      return AllocationUnits.bytes(memory, memoryUnits, "The memory item");
    }
  }

  /**
   * @param mac in lower case with colons; empty when the OVF leaves it open
   * @param network name of the network; empty when not connected
   */
  record Nic(String name, String mac, String network, Map<String, String> config) {}

  /** What vendors say in Config, ExtraConfig and their own sections. */
  record Settings(
      Firmware firmware,
      boolean secureBoot,
      boolean cpuHotAdd,
      boolean cpuHotRemove,
      boolean memoryHotAdd) {}

  Optional<FileRef> file(String id) {
    return files.stream().filter(f -> f.id().equals(id)).findFirst();
  }

  Optional<Disk> disk(String diskId) {
    return disks.stream().filter(d -> d.diskId().equals(diskId)).findFirst();
  }
}
