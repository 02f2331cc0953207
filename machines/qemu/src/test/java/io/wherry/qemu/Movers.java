package io.wherry.qemu;

import io.wherry.certificates.Authority;
import io.wherry.certificates.Identity;
import io.wherry.certificates.LeafRequest;
import io.wherry.certificates.Pem;
import io.wherry.certificates.Subject;
import io.wherry.certificates.Usage;
import io.wherry.certificates.Validity;
import io.wherry.peers.Peers;
import io.wherry.qemu.move.MoveTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Real QEMUs of one machine, each in a home of its own, ended by {@link #close}. */
final class Movers implements AutoCloseable {
  static final long MEMORY_BYTES = 64L << 20;
  private static final String UUID = "11111111-2222-3333-4444-555555555555";

  private final List<RunningMachine> machines = new ArrayList<>();
  private final List<MachineHome> homes = new ArrayList<>();
  private final Toolboxes tools;

  Movers() {
    Peers.need("qemu-system-x86_64");
    this.tools = new Toolboxes("qemu-system-x86_64", Path.of("/proc/none"));
  }

  private QemuHypervisor hypervisor() {
    Toolbox found = tools.get();
    Accelerator tcg = new Accelerator("tcg", "test");
    return new QemuHypervisor(
        () -> new Toolbox(found.qemu(), found.version(), found.firmware(), tcg, found.machines()));
  }

  private MachineHome nextHome(Path folder) {
    MachineHome home = new MachineHome(folder.resolve("m" + homes.size()));
    homes.add(home);
    return home;
  }

  static MachineSpec spec(List<MachineSpec.Disk> disks) {
    return new MachineSpec(
        "recorder",
        UUID,
        "",
        MachineSpec.Chipset.PC,
        MachineSpec.Firmware.BIOS,
        new MachineSpec.Cpu(1, 1, 1, "qemu64", List.of()),
        MEMORY_BYTES,
        disks,
        List.of(),
        Specs.NONE,
        MachineSpec.StartMode.RUNNING);
  }

  static MachineSpec.Disk disk(Path file) {
    return new MachineSpec.Disk(
        "disk0",
        file,
        "raw",
        MachineSpec.Bus.VIRTIO,
        MachineSpec.Medium.DISK,
        MachineSpec.Access.READ_WRITE,
        "",
        1);
  }

  RunningMachine start(Path folder, Path disk) {
    return start(folder, disk(disk));
  }

  RunningMachine start(Path folder, MachineSpec.Disk... disks) {
    return keep(hypervisor().start(spec(List.of(disks)), nextHome(folder)));
  }

  /** On the same disk. */
  RunningMachine receive(Path folder, RunningMachine source) {
    return receive(folder, source, source.hardware().orElseThrow());
  }

  RunningMachine receive(Path folder, RunningMachine source, Hardware hardware) {
    Path disk = Path.of(source.disks().image("disk0").orElseThrow());
    return receiveOn(folder, disk, hardware);
  }

  RunningMachine receiveOn(Path folder, Path disk, Hardware hardware) {
    MachineSpec spec = spec(List.of(disk(disk)));
    return keep(hypervisor().receive(spec, hardware, nextHome(folder)));
  }

  private RunningMachine keep(RunningMachine machine) {
    machines.add(machine);
    return machine;
  }

  RunningMachine reattach(RunningMachine machine) {
    machine.close();
    MachineHome home = homes.get(machines.indexOf(machine));
    return keep(hypervisor().reattach(home).orElseThrow());
  }

  List<Path> consoles() {
    return homes.stream().map(MachineHome::serialLog).filter(Files::exists).toList();
  }

  @Override
  public void close() {
    machines.forEach(RunningMachine::kill);
  }

  /** TLS of both sides. */
  record Security(Optional<MoveTls> server, Optional<MoveTls> client) {
    static final Security NONE = new Security(Optional.empty(), Optional.empty());

    /** The same certificates; who is expected differs. */
    Security expecting(String source, String target) {
      return new Security(
          server.map(t -> new MoveTls(t.credentials(), source)),
          client.map(t -> new MoveTls(t.credentials(), target)));
    }
  }

  /** One authority, and a folder of credentials for each of the two nodes. */
  static Security certificates(Path folder, String source, String target) throws IOException {
    Validity day = Validity.starting(Instant.now(), Duration.ofDays(1));
    Authority authority = Authority.make("move-ca", day);
    MoveTls client = new MoveTls(credentials(folder, authority, source, day), target);
    MoveTls server = new MoveTls(credentials(folder, authority, target, day), "CN=" + source);
    return new Security(Optional.of(server), Optional.of(client));
  }

  private static Path credentials(Path folder, Authority authority, String node, Validity day)
      throws IOException {
    KeyPair keys = Identity.newKeys();
    LeafRequest request =
        new LeafRequest(
            Subject.named(node),
            keys.getPublic(),
            day,
            Set.of(Usage.SERVER, Usage.CLIENT),
            List.of(node, "127.0.0.1"));
    Path place = Files.createDirectory(folder.resolve("tls-" + node));
    Files.writeString(place.resolve("ca-cert.pem"), Pem.of(authority.certificate()));
    for (String role : List.of("server", "client")) {
      Files.writeString(place.resolve(role + "-cert.pem"), Pem.of(authority.issue(request)));
      Files.writeString(place.resolve(role + "-key.pem"), Pem.of(keys));
    }
    return place;
  }
}
