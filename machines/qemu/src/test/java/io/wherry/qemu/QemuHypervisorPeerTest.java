package io.wherry.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real QEMU processes that run their firmware and find nothing to boot. */
class QemuHypervisorPeerTest {
  private static final String UUID = "11111111-2222-3333-4444-555555555555";

  @TempDir private Path folder;
  private final Accelerator tcg = new Accelerator("tcg", "test");
  private MachineHome home = new MachineHome(Path.of("/"));
  private Hypervisor hypervisor = hypervisor("qemu-system-x86_64");

  @BeforeEach
  void need() {
    Peers.need("qemu-system-x86_64");
    home = new MachineHome(folder.resolve("m"));
  }

  @AfterEach
  void end() {
    hypervisor.reattach(home).ifPresent(RunningMachine::kill);
  }

  private Hypervisor hypervisor(String qemu) {
    return new QemuHypervisor(
        () -> new Toolbox(qemu, new Toolbox.Version(7, 2), Toolbox.OVMF, tcg));
  }

  @Test
  void startsPausesResumesAndKills() {
    RunningMachine machine = hypervisor.start(Specs.empty(UUID), home);
    assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
    machine.pause();
    assertThat(machine.state()).isEqualTo(MachineState.PAUSED);
    machine.resume();
    machine.reset();
    assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
    machine.kill();
    assertThat(ProcessHandle.of(machine.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(hypervisor.reattach(home)).isEmpty();
    assertThat(hypervisor.ended(home)).isEqualTo(MachineState.CRASHED);
  }

  @Test
  void findsARunningMachineAgain() {
    RunningMachine machine = hypervisor.start(Specs.empty(UUID), home);
    machine.close();
    Optional<RunningMachine> again = hypervisor("qemu-system-x86_64").reattach(home);
    assertThat(again.orElseThrow().pid()).isEqualTo(machine.pid());
    assertThat(again.orElseThrow().state()).isEqualTo(MachineState.RUNNING);
    again.orElseThrow().close();
  }

  @Test
  void neverStartsASecondProcessForOneHome() {
    RunningMachine machine = hypervisor.start(Specs.empty(UUID), home);
    machine.close();
    RunningMachine second = hypervisor.start(Specs.empty(UUID), home);
    assertThat(second.pid()).isEqualTo(machine.pid());
    second.close();
  }

  @Test
  void theLockHoldsWhenThePidFileIsLost() throws IOException {
    RunningMachine machine = hypervisor.start(Specs.empty(UUID), home);
    machine.close();
    Files.delete(home.folder().resolve("pid"));
    assertThatThrownBy(() -> hypervisor.start(Specs.empty(UUID), home))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("nothing was started");
    assertThat(ProcessHandle.of(machine.pid()).orElseThrow().destroyForcibly()).isTrue();
  }

  @Test
  void repeatsWhatQemuSaysWhenItRefuses() {
    MachineSpec bad =
        new MachineSpec(
            "bad",
            UUID,
            "",
            MachineSpec.Chipset.PC,
            MachineSpec.Firmware.BIOS,
            new MachineSpec.Cpu(1, 1, 1, "no-such-cpu", java.util.List.of()),
            64L << 20,
            java.util.List.of(),
            java.util.List.of(),
            Specs.NONE,
            MachineSpec.StartMode.RUNNING);
    assertThatThrownBy(() -> hypervisor.start(bad, home))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no-such-cpu");
  }

  @Test
  void aMissingQemuIsSaid() {
    Toolboxes none = new Toolboxes("/nowhere/qemu", folder.resolve("accelerator"));
    assertThatThrownBy(() -> new QemuHypervisor(none).start(Specs.empty(UUID), home))
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("apt-get install qemu-system-x86");
  }

  @Test
  void forwardsPortsOfARunningMachine() throws IOException {
    int free;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    MachineSpec.Nic nic =
        new MachineSpec.Nic("net0", "virtio", "52:54:00:00:00:01", java.util.List.of(), 0);
    RunningMachine machine = hypervisor.start(Specs.withNic(UUID, nic), home);
    MachineSpec.Forward port = new MachineSpec.Forward(free, 22);
    machine.forward("net0", port);
    machine.forward("net0", port);
    try (java.net.Socket client = new java.net.Socket("127.0.0.1", free)) {
      assertThat(client.isConnected()).isTrue();
    } finally {
      machine.kill();
    }
  }

  @Test
  void measuresTheAcceleratorOnce() throws IOException {
    Path memory = folder.resolve("accelerator");
    Accelerator measured = new Accelerators("qemu-system-x86_64", memory).choose();
    assertThat(measured.name()).isIn("kvm", "tcg");
    assertThat(measured.reason()).isNotEmpty();
    Accelerator remembered = new Accelerators("/nowhere/qemu", memory).choose();
    assertThat(remembered).isEqualTo(measured);
  }

  @Test
  void acceptsEveryDeviceOfAFullMachine() throws IOException {
    MachineSpec full = Specs.full(MachineSpec.Firmware.UEFI);
    java.util.List<MachineSpec.Disk> disks = new java.util.ArrayList<>();
    for (MachineSpec.Disk d : full.disks()) {
      Path file = folder.resolve(d.id() + ".img");
      Files.write(file, new byte[1 << 20]);
      disks.add(
          new MachineSpec.Disk(
              d.id(), file, "raw", d.bus(), d.medium(), d.access(), d.serial(), d.bootIndex()));
    }
    MachineSpec real =
        new MachineSpec(
            full.name(),
            UUID,
            full.serialNumber(),
            full.chipset(),
            full.firmware(),
            new MachineSpec.Cpu(1, 2, 1, "", java.util.List.of()),
            128L << 20,
            disks,
            java.util.List.of(
                new MachineSpec.Nic("net-0", "virtio", "52:54:00:00:00:01", java.util.List.of(), 0),
                new MachineSpec.Nic(
                    "net-1", "e1000e", "52:54:00:00:00:02", java.util.List.of(), 0)),
            full.devices(),
            full.startMode());
    RunningMachine machine = hypervisor.start(real, home);
    assertThat(machine.state()).isEqualTo(MachineState.PAUSED);
    machine.kill();
  }
}
