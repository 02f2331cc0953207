package io.wherry.qemu;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the words of a machine's {@link Hardware}. Pure. PCI slots are given in the order in
 * which QEMU itself would fill them, so machines keep their slots when a later version of Wherry
 * orders its words otherwise.
 */
final class HardwareWords {
  /** Slots 1 to 30 are free on q35; on i440FX the bridge to ISA has slot 1. */
  private static final int LAST_SLOT = 0x1e;

  private static final int USB_PORTS = 4;

  private final MachineSpec spec;
  private final Toolbox tools;
  private final List<String> words = new ArrayList<>();
  private int slot;

  HardwareWords(MachineSpec spec, Toolbox tools) {
    this.spec = spec;
    this.tools = tools;
    this.slot = spec.chipset() == MachineSpec.Chipset.Q35 ? 1 : 2;
  }

  Hardware build() {
    words.addAll(List.of("-nodefaults", "-no-user-config"));
    machine();
    processors();
    add("-m", "size=" + tools.memoryKib(spec.memoryBytes()) + "k");
    identity();
    add("-rtc", "base=utc,driftfix=slew");
    add("-serial", "chardev:serial0");
    if (spec.devices().graphics()) {
      boolean bios = spec.firmware() == MachineSpec.Firmware.BIOS;
      pci((bios ? "VGA" : "bochs-display") + ",id=video0");
    }
    buses();
    spec.disks().forEach(this::disk);
    spec.nics().forEach(this::nic);
    devices();
    return new Hardware(words, tools.accelerator().name(), tools.version().toString());
  }

  private void machine() {
    String type = spec.chipset() == MachineSpec.Chipset.Q35 ? "q35" : "pc";
    String smm = spec.firmware() == MachineSpec.Firmware.UEFI_SECURE ? ",smm=on" : "";
    String flash =
        spec.firmware() == MachineSpec.Firmware.BIOS
            ? ""
            : ",pflash0=firmware-code,pflash1=firmware-vars";
    add("-machine", tools.pinned(type) + smm + ",vmport=off" + flash);
    if (spec.firmware() == MachineSpec.Firmware.UEFI_SECURE) {
      add("-global", "driver=cfi.pflash01,property=secure,value=on");
    }
  }

  private void processors() {
    var cpu = spec.cpu();
    String model = cpu.model().isEmpty() ? defaultModel() : cpu.model();
    String features = cpu.features().isEmpty() ? "" : "," + String.join(",", cpu.features());
    add("-cpu", model + features);
    int all = cpu.sockets() * cpu.cores() * cpu.threads();
    add(
        "-smp",
        "%d,sockets=%d,cores=%d,threads=%d"
            .formatted(all, cpu.sockets(), cpu.cores(), cpu.threads()));
  }

  /** Under TCG the richest model it can emulate; several distributions need x86-64-v2. */
  private String defaultModel() {
    return tools.accelerator().isKvm() ? "host" : "max";
  }

  private void identity() {
    add("-uuid", spec.uuid());
    String serial =
        spec.serialNumber().isEmpty() ? "" : ",serial=" + CommandLine.quoted(spec.serialNumber());
    add("-smbios", "type=1,manufacturer=Wherry,product=KubeVirt" + serial);
  }

  private void buses() {
    if (uses(MachineSpec.Bus.SCSI)) {
      pci("virtio-scsi-pci,id=scsi0");
    }
    if (uses(MachineSpec.Bus.SATA) && spec.chipset() == MachineSpec.Chipset.PC) {
      pci("ahci,id=ide");
    }
    if (uses(MachineSpec.Bus.USB) || spec.devices().tablet()) {
      pci("qemu-xhci,id=usb");
    }
  }

  private boolean uses(MachineSpec.Bus bus) {
    return spec.disks().stream().anyMatch(d -> d.bus() == bus);
  }

  private void disk(MachineSpec.Disk disk) {
    StringBuilder device = new StringBuilder(driver(disk));
    device.append(",drive=").append(disk.id()).append(",id=").append(disk.deviceId());
    if (disk.access() == MachineSpec.Access.SHARED) {
      device.append(",share-rw=on");
    }
    if (!disk.serial().isEmpty() && disk.bus() != MachineSpec.Bus.USB) {
      device.append(",serial=").append(CommandLine.quoted(disk.serial()));
    }
    if (disk.bootIndex() > 0) {
      device.append(",bootindex=").append(disk.bootIndex());
    }
    if (disk.medium() == MachineSpec.Medium.DISK) {
      device.append(",write-cache=on,werror=stop,rerror=stop");
    }
    if (disk.bus() == MachineSpec.Bus.VIRTIO) {
      pci(device.toString());
    } else {
      add("-device", device.toString());
    }
  }

  private String driver(MachineSpec.Disk disk) {
    boolean cdrom = disk.medium() == MachineSpec.Medium.CDROM;
    return switch (disk.bus()) {
      case VIRTIO -> "virtio-blk-pci";
      case SCSI ->
          (cdrom ? "scsi-cd" : "scsi-hd")
              + ",bus=scsi0.0,channel=0,scsi-id="
              + indexOnBus(disk)
              + ",lun=0";
      case SATA -> (cdrom ? "ide-cd" : "ide-hd") + ",bus=ide." + indexOnBus(disk);
      case USB -> "usb-storage,bus=usb.0" + usbPort(indexOnBus(disk));
    };
  }

  private static String usbPort(int index) {
    return index < USB_PORTS ? ",port=" + (index + 1) : "";
  }

  private int indexOnBus(MachineSpec.Disk disk) {
    return spec.disks().stream().filter(d -> d.bus() == disk.bus()).toList().indexOf(disk);
  }

  private void nic(MachineSpec.Nic nic) {
    String boot = nic.bootIndex() > 0 ? ",bootindex=" + nic.bootIndex() : "";
    String model = nic.model().equals("virtio") ? "virtio-net-pci" : nic.model();
    pci(model + ",netdev=" + nic.id() + ",id=dev-" + nic.id() + ",mac=" + nic.mac() + boot);
  }

  private void devices() {
    if (spec.devices().tablet()) {
      long storage = spec.disks().stream().filter(d -> d.bus() == MachineSpec.Bus.USB).count();
      add("-device", "usb-tablet,id=tablet0,bus=usb.0" + usbPort((int) storage));
    }
    if (spec.devices().balloon()) {
      pci("virtio-balloon-pci,id=balloon0,free-page-reporting=on");
    }
    if (spec.devices().rng()) {
      pci("virtio-rng-pci,id=rng-dev0,rng=rng0");
    }
  }

  /** A device in the next slot; QEMU chooses when the bus is full, and says so. */
  private void pci(String device) {
    String bus = spec.chipset() == MachineSpec.Chipset.Q35 ? "pcie.0" : "pci.0";
    String place = slot <= LAST_SLOT ? ",bus=%s,addr=0x%x".formatted(bus, slot++) : "";
    add("-device", device + place);
  }

  private void add(String... more) {
    words.addAll(List.of(more));
  }
}
