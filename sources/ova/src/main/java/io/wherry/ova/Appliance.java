package io.wherry.ova;

import io.wherry.spi.IntegrityCheck;
import java.util.List;
import java.util.Optional;

/**
 * One readable appliance: what its OVF says, tied to where the bytes are.
 *
 * @param label path of the archive or OVF below the catalog; identity of the appliance
 * @param warnings oddities that stop nothing
 * @param incomplete the disk file that is missing or too short, when there is one
 */
record Appliance(
    String label,
    Ovf ovf,
    List<Machine> machines,
    List<String> warnings,
    Optional<String> incomplete) {

  /** A virtual machine of an appliance. */
  record Machine(String id, Ovf.VirtualSystem system, List<Disk> disks) {
    Optional<Disk> disk(String diskId) {
      return disks.stream().filter(d -> d.id().equals(diskId)).findFirst();
    }
  }

  /**
   * A disk of an appliance.
   *
   * @param name file name, or the OVF's id for a blank disk
   * @param bytes where its file lies; empty for a blank disk or one with a problem
   * @param problem why it cannot be copied; empty when it can
   */
  record Disk(
      String id,
      String name,
      Ovf.Disk said,
      Optional<Region> bytes,
      Optional<Manifest.Digest> digest,
      String problem) {

    boolean isBlank() {
      return said.fileRef().isEmpty() && problem.isEmpty();
    }

    List<IntegrityCheck> checks() {
      return bytes.isPresent() && digest.isPresent()
          ? List.of(new ManifestCheck(bytes.get(), digest.get()))
          : List.of();
    }
  }

  Optional<Machine> machine(String id) {
    return machines.stream().filter(m -> m.id().equals(id)).findFirst();
  }
}
