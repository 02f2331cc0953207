package io.wherry.ova;

import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says in neutral words what an appliance's machine is.
 *
 * @source inventory-and-providers.md 4.5
 */
final class MachineTranslation {
  private MachineTranslation() {}

  static SourceMachine of(Appliance appliance, Appliance.Machine machine) {
    Ovf.VirtualSystem system = machine.system();
    Ovf.Hardware hardware = system.hardware();
    return new SourceMachine(
        machine.id(),
        system.name(),
        machine.id(), // upstream's uuid of an OVA machine is its id, also when that is a digest
        system.settings().firmware(),
        cpu(hardware),
        hardware.memoryBytes(),
        machine.disks().stream().map(MachineTranslation::disk).toList(),
        hardware.nics().stream()
            .map(
                n -> new SourceMachine.SourceNic(n.name(), n.mac(), OvaRows.networkId(n.network())))
            .toList(),
        system.osType(),
        PowerState.Off,
        "",
        List.of(),
        hints(appliance, machine));
  }

  private static SourceMachine.SourceDisk disk(Appliance.Disk disk) {
    return new SourceMachine.SourceDisk(
        disk.id(), disk.name(), disk.said().capacityBytes(), disk.id(), "", disk.problem());
  }

  /** Cores that do not divide into the stated sockets keep their number, one to a socket. */
  private static SourceMachine.Cpu cpu(Ovf.Hardware hardware) {
    int cores = hardware.coresPerSocket();
    return hardware.cpuCount() % cores == 0
        ? new SourceMachine.Cpu(hardware.cpuCount() / cores, cores)
        : new SourceMachine.Cpu(hardware.cpuCount(), 1);
  }

  private static Map<String, String> hints(Appliance appliance, Appliance.Machine machine) {
    Map<String, String> hints = new LinkedHashMap<>();
    hints.put("exportSource", appliance.ovf().source().wire());
    hints.put("appliance", appliance.label());
    List<String> warnings = new ArrayList<>(appliance.warnings());
    machine.system().hardware().unknown().forEach(u -> warnings.add("unknown hardware: " + u));
    if (!warnings.isEmpty()) {
      hints.put("warnings", String.join("; ", warnings));
    }
    return Map.copyOf(hints);
  }
}
