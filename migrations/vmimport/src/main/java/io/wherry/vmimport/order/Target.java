package io.wherry.vmimport.order;

import java.util.List;
import java.util.Objects;

/**
 * What is made: names are final, nothing is left to chance.
 *
 * @param renamed true when the name differs from the source's
 */
public record Target(
    String namespace, String vmName, boolean renamed, List<Disk> disks, List<Nic> nics) {

  /**
   * A target volume.
   *
   * @param id the source's id of the disk
   * @param index in the source machine
   * @param claim name of DataVolume and PVC
   * @param volume name inside the VirtualMachine
   * @param requestBytes size of the claim, with overhead
   * @param held position in the source's change tracking that an earlier run has brought the volume
   *     to; empty for a new volume
   */
  public record Disk(
      String id,
      int index,
      String claim,
      String volume,
      long requestBytes,
      Storage storage,
      String held) {
    public Disk {
      held = Objects.requireNonNullElse(held, "");
    }

    /** A new volume. */
    public Disk(
        String id, int index, String claim, String volume, long requestBytes, Storage storage) {
      this(id, index, claim, volume, requestBytes, storage, "");
    }

    /** The disk on a volume that is there already. */
    public Disk on(String otherClaim) {
      return new Disk(id, index, otherClaim, volume, requestBytes, storage, held);
    }
  }

  /**
   * Where a volume is made; empty strings leave it to the class.
   *
   * @param volumeMode {@code Filesystem}, {@code Block} or empty
   */
  public record Storage(String storageClass, String volumeMode, String accessMode) {
    /** True when the volume is a block device. */
    public boolean isBlock() {
      return volumeMode.equals("Block");
    }
  }

  /**
   * A network card of the target. Cards on ignored networks are not listed.
   *
   * @param name of network and interface inside the VirtualMachine
   * @param mac empty to let the runtime choose
   * @param attachment {@code namespace/name} of a NetworkAttachmentDefinition; empty for the pod
   *     network
   */
  public record Nic(String name, String mac, String attachment) {}
}
