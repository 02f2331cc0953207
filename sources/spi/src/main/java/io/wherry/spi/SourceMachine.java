package io.wherry.spi;

import java.util.List;
import java.util.Map;

/**
 * What every source can say about a machine. Sizes in bytes; identifiers are the source's own.
 *
 * @param uuid empty when the source has none
 * @param osType the source's word for the guest system, empty when unknown
 * @param powerState of the machine now; OVA machines are always Off
 * @param hostId id of the source's host that runs the machine and whose transfers are limited;
 *     empty when the source has none
 * @param hints provider-specific facts for translation and messages
 */
public record SourceMachine(
    String id,
    String name,
    String uuid,
    Firmware firmware,
    Cpu cpu,
    long memoryBytes,
    List<SourceDisk> disks,
    List<SourceNic> nics,
    String osType,
    PowerState powerState,
    String hostId,
    List<Concern> concerns,
    Map<String, String> hints) {

  /** Boot firmware. */
  public enum Firmware {
    BIOS,
    UEFI,
    UEFI_SECURE,
    UNKNOWN
  }

  /** Virtual CPU topology. */
  public record Cpu(int sockets, int coresPerSocket) {}

  /**
   * @param id stable identity of the disk, used as {@code forklift.konveyor.io/disk-source}
   * @param name shown to users
   * @param capacityBytes as the guest sees it; 0 or negative is reported, not repaired
   * @param storageId id of the inventory's storage row this disk maps by
   * @param serial empty when the source has none
   * @param problem why this disk cannot be copied; empty when it can
   */
  public record SourceDisk(
      String id,
      String name,
      long capacityBytes,
      String storageId,
      String serial,
      String problem) {}

  /**
   * @param networkId id of the inventory's network row; empty when not connected
   * @param mac empty when the source leaves it open
   */
  public record SourceNic(String name, String mac, String networkId) {}

  /** A finding of the validation service. Category is one of Critical, Warning, Information. */
  public record Concern(String id, String label, String category, String assessment) {}
}
