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
 * @param extras what translation and plan checks want to know beyond sizes and devices
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
    Map<String, String> hints,
    MachineExtras extras) {

  /** {@code extras} are missing in what programs before them have stored. */
  public SourceMachine {
    extras = extras == null ? MachineExtras.NONE : extras;
  }

  /** A machine whose source says nothing beyond sizes and devices. */
  public SourceMachine(
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
    this(
        id,
        name,
        uuid,
        firmware,
        cpu,
        memoryBytes,
        disks,
        nics,
        osType,
        powerState,
        hostId,
        concerns,
        hints,
        MachineExtras.NONE);
  }

  /** The same machine with these findings. */
  public SourceMachine withConcerns(List<Concern> found) {
    return new SourceMachine(
        id,
        name,
        uuid,
        firmware,
        cpu,
        memoryBytes,
        disks,
        nics,
        osType,
        powerState,
        hostId,
        found,
        hints,
        extras);
  }

  /** The same machine with another processor. */
  public SourceMachine withCpu(Cpu other) {
    return new SourceMachine(
        id,
        name,
        uuid,
        firmware,
        other,
        memoryBytes,
        disks,
        nics,
        osType,
        powerState,
        hostId,
        concerns,
        hints,
        extras);
  }

  /** Whether the source says so. */
  public boolean is(MachineExtras.Flag flag) {
    return extras.flags().contains(flag);
  }

  /** Boot firmware. */
  public enum Firmware {
    BIOS,
    UEFI,
    UEFI_SECURE,
    UNKNOWN
  }

  /**
   * Virtual CPU topology.
   *
   * @param model what the source's hypervisor showed the guest; {@link CpuModel#NONE} to let the
   *     target choose
   * @param clusterModel what all machines of the source's cluster are shown; for plans that keep it
   */
  public record Cpu(
      int sockets, int coresPerSocket, int threads, CpuModel model, CpuModel clusterModel) {
    /** The last three are missing in what programs before them have stored. */
    public Cpu {
      threads = Math.max(1, threads);
      model = model == null ? CpuModel.NONE : model;
      clusterModel = clusterModel == null ? CpuModel.NONE : clusterModel;
    }

    /** The same with the cluster's model, where the machine has none of its own. */
    public Cpu asInCluster() {
      return model.isKnown()
          ? this
          : new Cpu(sockets, coresPerSocket, threads, clusterModel, clusterModel);
    }

    /** One thread per core, of whatever model. */
    public Cpu(int sockets, int coresPerSocket) {
      this(sockets, coresPerSocket, 1, CpuModel.NONE, CpuModel.NONE);
    }
  }

  /**
   * @param id stable identity of the disk, used as {@code forklift.konveyor.io/disk-source}
   * @param name shown to users
   * @param capacityBytes as the guest sees it; 0 or negative is reported, not repaired
   * @param storageId id of the inventory's storage row this disk maps by
   * @param serial empty when the source has none
   * @param problem why this disk cannot be copied; empty when it can
   * @param extras what naming, translation and plan checks want to know beyond that
   */
  public record SourceDisk(
      String id,
      String name,
      long capacityBytes,
      String storageId,
      String serial,
      String problem,
      DiskExtras extras) {
    /** {@code extras} are missing in what programs before them have stored. */
    public SourceDisk {
      extras = extras == null ? DiskExtras.NONE : extras;
    }

    /** A disk whose source says nothing more about it. */
    public SourceDisk(
        String id,
        String name,
        long capacityBytes,
        String storageId,
        String serial,
        String problem) {
      this(id, name, capacityBytes, storageId, serial, problem, DiskExtras.NONE);
    }

    /** Whether the source says so. */
    public boolean is(DiskExtras.Flag flag) {
      return extras.flags().contains(flag);
    }
  }

  /**
   * @param networkId id of the inventory's network row; empty when not connected
   * @param mac empty when the source leaves it open
   * @param pciAddress where the guest finds it, for example {@code 0000:03:00.0}; empty when
   *     unknown
   * @param link whether the cable is plugged in when the machine starts
   * @param model what the guest has a driver for; of no weight when the guest is converted
   */
  public record SourceNic(
      String name, String mac, String networkId, String pciAddress, Link link, Model model) {
    /** The last three are missing in what programs before them have stored. */
    public SourceNic {
      pciAddress = pciAddress == null ? "" : pciAddress;
      link = link == null ? Link.UP : link;
      model = model == null ? Model.ANY : model;
    }

    /** A NIC of any model. */
    public SourceNic(String name, String mac, String networkId, String pciAddress, Link link) {
      this(name, mac, networkId, pciAddress, link, Model.ANY);
    }

    /** A plugged NIC somewhere on the bus. */
    public SourceNic(String name, String mac, String networkId) {
      this(name, mac, networkId, "", Link.UP);
    }

    /** What card the guest sees. */
    public enum Model {
      /** The target's best. */
      ANY,
      VIRTIO,
      E1000,
      RTL8139,
      /** A function of a card of the host. */
      SRIOV
    }
  }

  /** The virtual cable. */
  public enum Link {
    UP,
    DOWN
  }

  /** A finding of the validation service. Category is one of Critical, Warning, Information. */
  public record Concern(String id, String label, String category, String assessment) {}
}
