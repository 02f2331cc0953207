package io.wherry.qemu;

import java.nio.file.Path;
import java.util.List;

/**
 * A virtual machine as the hypervisor needs it; neutral of Kubernetes and of QEMU's words.
 *
 * @param name shown in the process list and in messages
 * @param uuid SMBIOS uuid; also proves on reattachment that a QEMU is this machine
 * @param memoryBytes as the guest was promised; the process may get a few KiB more
 * @param seed cloud-init files as an ISO image; empty list for none
 */
public record MachineSpec(
    String name,
    String uuid,
    String serialNumber,
    Chipset chipset,
    Firmware firmware,
    Cpu cpu,
    long memoryBytes,
    List<Disk> disks,
    List<Nic> nics,
    Devices devices,
    StartMode startMode) {

  /** Machine type. */
  public enum Chipset {
    Q35,
    PC
  }

  /** Boot firmware. */
  public enum Firmware {
    BIOS,
    UEFI,
    UEFI_SECURE
  }

  /** Whether the processors run at once. */
  public enum StartMode {
    RUNNING,
    PAUSED
  }

  /**
   * @param model QEMU's name, or empty for the accelerator's best portable model
   * @param features each {@code +name} or {@code -name}
   */
  public record Cpu(int sockets, int cores, int threads, String model, List<String> features) {}

  /** How a disk is attached. */
  public enum Bus {
    VIRTIO,
    SCSI,
    SATA,
    USB
  }

  /** What the guest sees. */
  public enum Medium {
    DISK,
    CDROM
  }

  /** Who may write, and whether others use the file at the same time. */
  public enum Access {
    READ_WRITE,
    READ_ONLY,
    SHARED
  }

  /** What the host keeps of a disk in its memory. */
  public enum Cache {
    WRITEBACK,
    /** Nothing: other hosts see what was written. Needs a file system that knows O_DIRECT. */
    NONE
  }

  /**
   * @param id unique in the machine, letters, digits and dashes
   * @param format {@code raw} or {@code qcow2}
   * @param bootIndex 1 is tried first; 0 is not a boot device
   */
  public record Disk(
      String id,
      Path file,
      String format,
      Bus bus,
      Medium medium,
      Access access,
      String serial,
      int bootIndex,
      Cache cache) {

    /** With the host's page cache. */
    public Disk(
        String id,
        Path file,
        String format,
        Bus bus,
        Medium medium,
        Access access,
        String serial,
        int bootIndex) {
      this(id, file, format, bus, medium, access, serial, bootIndex, Cache.WRITEBACK);
    }

    /** QEMU's name of the device, which stays when the image behind it is exchanged. */
    public String deviceId() {
      return "dev-" + id;
    }
  }

  /**
   * @param model KubeVirt's name: virtio, e1000e, e1000, rtl8139, vmxnet3
   * @param ports guest TCP ports reachable from this machine
   */
  public record Nic(String id, String model, String mac, List<Forward> ports, int bootIndex) {}

  /** A port of this machine that leads to a port of the guest. */
  public record Forward(int hostPort, int guestPort) {}

  /** Optional devices by KubeVirt's defaults. */
  public record Devices(boolean rng, boolean tablet, boolean balloon, boolean graphics) {}
}
