package io.wherry.vmimport.order;

import io.wherry.spi.SourceMachine;
import java.util.List;
import java.util.Objects;

/**
 * What is made: names are final, nothing is left to chance.
 *
 * @param renamed true when the name differs from the source's
 */
public record Target(
    String namespace,
    String vmName,
    boolean renamed,
    List<Disk> disks,
    List<Nic> nics,
    List<Attached> attached) {
  /** The last one is missing in what programs before it have stored. */
  public Target {
    attached = attached == null ? List.of() : List.copyOf(attached);
  }

  /** A machine whose disks are all copied. */
  public Target(
      String namespace, String vmName, boolean renamed, List<Disk> disks, List<Nic> nics) {
    this(namespace, vmName, renamed, disks, nics, List.of());
  }

  /**
   * A disk shared with a machine that has been copied: its volume is used, not made.
   *
   * @param id the source's id of the disk
   * @param claim of the other machine
   * @param volume name inside the VirtualMachine
   */
  public record Attached(String id, int index, String claim, String volume) {}

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
   * @param plug what else the guest sees of it
   */
  public record Nic(String name, String mac, String attachment, Plug plug) {
    public Nic {
      plug = Objects.requireNonNullElse(plug, Plug.PLAIN);
    }

    /** A plugged card somewhere on the bus. */
    public Nic(String name, String mac, String attachment) {
      this(name, mac, attachment, Plug.PLAIN);
    }
  }

  /**
   * How a card is plugged in.
   *
   * @param pciAddress where the guest finds it; empty to let the runtime choose
   * @param binding name of a network binding plug-in; empty for the network's usual one
   * @param addresses that the network is asked to give to the guest
   */
  public record Plug(
      String pciAddress, SourceMachine.Link link, String binding, List<String> addresses) {
    /** Somewhere on the bus, with its cable. */
    public static final Plug PLAIN = new Plug("", SourceMachine.Link.UP, "", List.of());

    public Plug {
      addresses = List.copyOf(addresses);
    }
  }
}
