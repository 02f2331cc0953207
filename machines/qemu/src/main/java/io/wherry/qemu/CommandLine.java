package io.wherry.qemu;

import java.util.ArrayList;
import java.util.List;

/**
 * QEMU's arguments for a machine. Pure: the same spec and toolbox give the same words. No shell is
 * involved; values that may hold a comma double it, as QEMU wants it.
 */
final class CommandLine {
  private final MachineSpec spec;
  private final MachineHome home;
  private final Toolbox tools;
  private final List<String> words = new ArrayList<>();

  CommandLine(MachineSpec spec, MachineHome home, Toolbox tools) {
    this.spec = spec;
    this.home = home;
    this.tools = tools;
  }

  List<String> build() {
    words.add(tools.qemu());
    add("-name", "guest=" + quoted(spec.name()) + ",debug-threads=on");
    words.add("-nodefaults");
    add("-no-user-config");
    machine();
    firmware();
    processors();
    add("-m", "size=" + tools.memoryKib(spec.memoryBytes()) + "k");
    identity();
    add("-rtc", "base=utc,driftfix=slew");
    control();
    buses();
    spec.disks().forEach(this::disk);
    spec.nics().forEach(this::nic);
    devices();
    return List.copyOf(words);
  }

  private void machine() {
    String type = spec.chipset() == MachineSpec.Chipset.Q35 ? "q35" : "pc";
    String smm = spec.firmware() == MachineSpec.Firmware.UEFI_SECURE ? ",smm=on" : "";
    add("-machine", type + ",accel=" + tools.accelerator().name() + smm + ",vmport=off");
    if (!tools.accelerator().isKvm()) {
      words.set(words.size() - 1, type + smm + ",vmport=off");
      add("-accel", tools.accelerator().argument());
    }
  }

  private void firmware() {
    if (spec.firmware() == MachineSpec.Firmware.BIOS) {
      return;
    }
    boolean secure = spec.firmware() == MachineSpec.Firmware.UEFI_SECURE;
    String code = secure ? "OVMF_CODE_4M.secboot.fd" : "OVMF_CODE_4M.fd";
    if (secure) {
      add("-global", "driver=cfi.pflash01,property=secure,value=on");
    }
    add(
        "-blockdev",
        "driver=raw,node-name=firmware-code,read-only=on,file.driver=file,file.filename="
            + quoted(tools.firmware().resolve(code).toString()));
    add(
        "-blockdev",
        "driver=raw,node-name=firmware-vars,file.driver=file,file.filename="
            + quoted(home.variables().toString()));
    words.set(
        words.indexOf("-machine") + 1,
        words.get(words.indexOf("-machine") + 1) + ",pflash0=firmware-code,pflash1=firmware-vars");
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
    String serial = spec.serialNumber().isEmpty() ? "" : ",serial=" + quoted(spec.serialNumber());
    add("-smbios", "type=1,manufacturer=Wherry,product=KubeVirt" + serial);
  }

  private void control() {
    add("-chardev", "socket,id=qmp,server=on,wait=off,path=" + quoted(home.qmpSocket().toString()));
    add("-mon", "chardev=qmp,mode=control");
    add(
        "-chardev",
        "socket,id=serial0,server=on,wait=off,logappend=on,path="
            + quoted(home.serialSocket().toString())
            + ",logfile="
            + quoted(home.serialLog().toString()));
    add("-serial", "chardev:serial0");
    add("-display", "none");
    add("-no-shutdown");
    if (spec.devices().graphics()) {
      add("-vnc", "unix:" + quoted(home.vncSocket().toString()));
      add("-device", spec.firmware() == MachineSpec.Firmware.BIOS ? "VGA" : "bochs-display");
    }
    if (spec.startMode() == MachineSpec.StartMode.PAUSED) {
      add("-S");
    }
  }

  private void buses() {
    if (uses(MachineSpec.Bus.SCSI)) {
      add("-device", "virtio-scsi-pci,id=scsi0");
    }
    if (uses(MachineSpec.Bus.SATA) && spec.chipset() == MachineSpec.Chipset.PC) {
      add("-device", "ahci,id=ide");
    }
    if (uses(MachineSpec.Bus.USB) || spec.devices().tablet()) {
      add("-device", "qemu-xhci,id=usb");
    }
  }

  private boolean uses(MachineSpec.Bus bus) {
    return spec.disks().stream().anyMatch(d -> d.bus() == bus);
  }

  private void disk(MachineSpec.Disk disk) {
    boolean writes = disk.access() != MachineSpec.Access.READ_ONLY;
    String format =
        "driver="
            + disk.format()
            + ",node-name="
            + disk.id()
            + ",discard=unmap,read-only="
            + (writes ? "off" : "on");
    String file =
        ",file.driver=file,file.filename="
            + quoted(disk.file().toString())
            + (disk.access() == MachineSpec.Access.SHARED ? ",file.locking=off" : "");
    add("-blockdev", format + file);
    StringBuilder device = new StringBuilder(driver(disk));
    device.append(",drive=").append(disk.id()).append(",id=dev-").append(disk.id());
    if (disk.access() == MachineSpec.Access.SHARED) {
      device.append(",share-rw=on");
    }
    if (!disk.serial().isEmpty() && disk.bus() != MachineSpec.Bus.USB) {
      device.append(",serial=").append(quoted(disk.serial()));
    }
    if (disk.bootIndex() > 0) {
      device.append(",bootindex=").append(disk.bootIndex());
    }
    if (disk.medium() == MachineSpec.Medium.DISK) {
      device.append(",write-cache=on,werror=stop,rerror=stop");
    }
    add("-device", device.toString());
  }

  private String driver(MachineSpec.Disk disk) {
    boolean cdrom = disk.medium() == MachineSpec.Medium.CDROM;
    return switch (disk.bus()) {
      case VIRTIO -> "virtio-blk-pci";
      case SCSI -> (cdrom ? "scsi-cd" : "scsi-hd") + ",bus=scsi0.0";
      case SATA -> (cdrom ? "ide-cd" : "ide-hd") + ",bus=ide." + sataPort(disk);
      case USB -> "usb-storage,bus=usb.0";
    };
  }

  private int sataPort(MachineSpec.Disk disk) {
    return spec.disks().stream()
        .filter(d -> d.bus() == MachineSpec.Bus.SATA)
        .toList()
        .indexOf(disk);
  }

  private void nic(MachineSpec.Nic nic) {
    StringBuilder net = new StringBuilder("user,id=").append(nic.id());
    nic.ports()
        .forEach(p ->
            net.append(",hostfwd=tcp:127.0.0.1:%d-:%d".formatted(p.hostPort(), p.guestPort())));
    add("-netdev", net.toString());
    String boot = nic.bootIndex() > 0 ? ",bootindex=" + nic.bootIndex() : "";
    String model = nic.model().equals("virtio") ? "virtio-net-pci" : nic.model();
    add(
        "-device",
        model + ",netdev=" + nic.id() + ",id=dev-" + nic.id() + ",mac=" + nic.mac() + boot);
  }

  private void devices() {
    if (spec.devices().tablet()) {
      add("-device", "usb-tablet,bus=usb.0");
    }
    if (spec.devices().balloon()) {
      add("-device", "virtio-balloon-pci,free-page-reporting=on");
    }
    if (spec.devices().rng()) {
      add("-object", "rng-random,id=rng0,filename=/dev/urandom");
      add("-device", "virtio-rng-pci,rng=rng0");
    }
  }

  private void add(String... more) {
    words.addAll(List.of(more));
  }

  private static String quoted(String value) {
    return value.replace(",", ",,");
  }
}
