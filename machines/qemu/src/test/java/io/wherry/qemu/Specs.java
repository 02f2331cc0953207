package io.wherry.qemu;

import java.nio.file.Path;
import java.util.List;

/** Machines for tests. */
final class Specs {
  private Specs() {}

  static final MachineSpec.Devices NONE = new MachineSpec.Devices(false, false, false, false);

  /** Firmware only: runs SeaBIOS, which finds nothing to boot. */
  static MachineSpec empty(String uuid) {
    return new MachineSpec(
        "empty",
        uuid,
        "",
        MachineSpec.Chipset.PC,
        MachineSpec.Firmware.BIOS,
        new MachineSpec.Cpu(1, 1, 1, "qemu64", List.of()),
        64L << 20,
        List.of(),
        List.of(),
        NONE,
        MachineSpec.StartMode.RUNNING);
  }

  static MachineSpec withNic(String uuid, MachineSpec.Nic nic) {
    MachineSpec spec = empty(uuid);
    return new MachineSpec(
        spec.name(),
        uuid,
        "",
        spec.chipset(),
        spec.firmware(),
        spec.cpu(),
        spec.memoryBytes(),
        List.of(),
        List.of(nic),
        NONE,
        spec.startMode());
  }

  static MachineSpec full(MachineSpec.Firmware firmware) {
    return new MachineSpec(
        "web, the first",
        "11111111-2222-3333-4444-555555555555",
        "VMware-42",
        MachineSpec.Chipset.Q35,
        firmware,
        new MachineSpec.Cpu(2, 2, 1, "", List.of("+vmx")),
        1L << 30,
        List.of(
            disk("disk-0", MachineSpec.Bus.VIRTIO, MachineSpec.Access.READ_WRITE, 1),
            disk("disk-1", MachineSpec.Bus.SCSI, MachineSpec.Access.SHARED, 0),
            disk("disk-2", MachineSpec.Bus.SATA, MachineSpec.Access.READ_WRITE, 0),
            new MachineSpec.Disk(
                "seed",
                Path.of("/v/seed.iso"),
                "raw",
                MachineSpec.Bus.SATA,
                MachineSpec.Medium.CDROM,
                MachineSpec.Access.READ_ONLY,
                "",
                0)),
        List.of(
            new MachineSpec.Nic(
                "net-0",
                "virtio",
                "52:54:00:00:00:01",
                List.of(new MachineSpec.Forward(2222, 22)),
                2),
            new MachineSpec.Nic("net-1", "e1000e", "52:54:00:00:00:02", List.of(), 0)),
        new MachineSpec.Devices(true, true, true, true),
        MachineSpec.StartMode.PAUSED);
  }

  private static MachineSpec.Disk disk(
      String id, MachineSpec.Bus bus, MachineSpec.Access access, int bootIndex) {
    return new MachineSpec.Disk(
        id,
        Path.of("/v/a,b/" + id + ".img"),
        id.equals("disk-1") ? "qcow2" : "raw",
        bus,
        MachineSpec.Medium.DISK,
        access,
        "serial-" + id,
        bootIndex);
  }
}
