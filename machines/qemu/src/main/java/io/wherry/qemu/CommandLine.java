package io.wherry.qemu;

import java.util.ArrayList;
import java.util.List;

/**
 * QEMU's arguments for a machine: its hardware, and the files, sockets and networks of this host
 * behind it. Pure: the same values give the same words. No shell is involved; values that may hold
 * a comma double it, as QEMU wants it.
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

  /** For a machine that starts from the beginning. */
  List<String> build(Hardware hardware) {
    host(hardware);
    spec.nics().forEach(n -> add("-netdev", network(n, n.ports())));
    if (spec.startMode() == MachineSpec.StartMode.PAUSED) {
      add("-S");
    }
    return List.copyOf(words);
  }

  /**
   * For a machine that takes over the state of another one. It stays stopped until told to run,
   * whatever happens.
   *
   * @source live-migration.md section 8.6, fact 4
   */
  List<String> buildIncoming(Hardware hardware) {
    host(hardware);
    // Its ports belong to the source as long as that runs.
    spec.nics().forEach(n -> add("-netdev", network(n, List.of())));
    add("-incoming", "defer");
    add("-S");
    return List.copyOf(words);
  }

  private void host(Hardware hardware) {
    words.add(tools.qemu());
    add("-name", "guest=" + quoted(spec.name()) + ",debug-threads=on");
    words.addAll(hardware.words());
    add("-accel", tools.accelerator().argument());
    firmware();
    control();
    spec.disks().forEach(this::disk);
    if (spec.devices().rng()) {
      add("-object", "rng-random,id=rng0,filename=/dev/urandom");
    }
  }

  private void firmware() {
    if (spec.firmware() == MachineSpec.Firmware.BIOS) {
      return;
    }
    boolean secure = spec.firmware() == MachineSpec.Firmware.UEFI_SECURE;
    String code = secure ? "OVMF_CODE_4M.secboot.fd" : "OVMF_CODE_4M.fd";
    add(
        "-blockdev",
        "driver=raw,node-name=firmware-code,read-only=on,file.driver=file,file.filename="
            + quoted(tools.firmware().resolve(code).toString()));
    add(
        "-blockdev",
        "driver=raw,node-name=firmware-vars,file.driver=file,file.filename="
            + quoted(home.variables().toString()));
  }

  private void control() {
    monitor("qmp", home.qmpSocket().toString());
    // A second door, for people and tests: the first one serves a single client.
    monitor("spare", home.spareSocket().toString());
    add(
        "-chardev",
        "socket,id=serial0,server=on,wait=off,logappend=on,path="
            + quoted(home.serialSocket().toString())
            + ",logfile="
            + quoted(home.serialLog().toString()));
    add("-display", "none");
    add("-no-shutdown");
    if (spec.devices().graphics()) {
      add("-vnc", "unix:" + quoted(home.vncSocket().toString()));
    }
  }

  private void monitor(String id, String path) {
    add("-chardev", "socket,id=%s,server=on,wait=off,path=%s".formatted(id, quoted(path)));
    add("-mon", "chardev=" + id + ",mode=control");
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
    boolean direct = disk.cache() == MachineSpec.Cache.NONE;
    String file =
        (direct ? ",cache.direct=on" : "")
            + ",file.driver=file,file.filename="
            + quoted(disk.file().toString())
            + (direct ? ",file.cache.direct=on" : "")
            + (disk.access() == MachineSpec.Access.SHARED ? ",file.locking=off" : "");
    add("-blockdev", format + file);
  }

  private static String network(MachineSpec.Nic nic, List<MachineSpec.Forward> ports) {
    StringBuilder net = new StringBuilder("user,id=").append(nic.id());
    ports.forEach(
        p -> net.append(",hostfwd=tcp:127.0.0.1:%d-:%d".formatted(p.hostPort(), p.guestPort())));
    return net.toString();
  }

  private void add(String... more) {
    words.addAll(List.of(more));
  }

  static String quoted(String value) {
    return value.replace(",", ",,");
  }
}
