package io.wherry.vmimport.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.spi.CpuModel;
import io.wherry.spi.DiskExtras;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.Cpu;
import io.wherry.spi.SourceMachine.Firmware;
import io.wherry.spi.SourceMachine.Link;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.steps.SampleOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Guests that are not converted find the hardware they have drivers for. */
class SourceHardwareTest {
  private static final CpuModel CUSTOM =
      new CpuModel("Haswell", List.of("vmx"), List.of("hle", "rtm"));
  private static final CpuModel CLUSTER = new CpuModel("Cascadelake-Server", List.of(), List.of());

  private static SourceMachine machine(Cpu cpu) {
    return new SourceMachine(
        "vm-1",
        "Web 1",
        "4c4c4544-0051-4a10-8044-b9c04f4e3132",
        Firmware.BIOS,
        cpu,
        1L << 30,
        List.of(disk("disk1.vmdk", DiskExtras.Bus.SCSI), disk("disk2.vmdk", DiskExtras.Bus.SATA)),
        List.of(
            new SourceNic(
                "nic1", "52:54:00:12:34:56", "n-1", "", Link.UP, SourceNic.Model.RTL8139)),
        "rhel_9x64",
        PowerState.Off,
        "",
        List.of(),
        Map.of(),
        new MachineExtras(
            "",
            MachineExtras.Tpm.UNKNOWN,
            "",
            Set.of(MachineExtras.Flag.SHOWS_UUID),
            "",
            List.of(),
            Map.of(),
            Map.of()));
  }

  private static SourceDisk disk(String id, DiskExtras.Bus bus) {
    return new SourceDisk(id, id, 1L << 30, "st-1", id, "", new DiskExtras(Set.of(), "", "", bus));
  }

  private static JsonNode domain(Cpu cpu) {
    return MachineTranslator.translate(
            SampleOrder.plain().with(machine(cpu)).build(), GuestFacts.NONE, PowerState.Off)
        .at("spec", "template", "spec", "domain");
  }

  @Test
  void busesCardsAndUuidAreTheSources() {
    JsonNode domain = domain(new Cpu(1, 2));
    assertThat(domain.at("/devices/disks/0/disk/bus").asText()).isEqualTo("scsi");
    assertThat(domain.at("/devices/disks/1/disk/bus").asText()).isEqualTo("sata");
    assertThat(domain.at("/devices/interfaces/0/model").asText()).isEqualTo("rtl8139");
    assertThat(domain.at("/devices/interfaces/1/model").asText()).isEqualTo("virtio");
    assertThat(domain.at("/firmware/uuid").asText()).startsWith("4c4c4544");
    assertThat(domain.path("cpu").has("model")).isFalse();
    assertThat(domain.path("cpu").has("threads")).isFalse();
  }

  @Test
  void theProcessorKeepsItsModelAndFeatures() {
    JsonNode cpu = domain(new Cpu(1, 2, 2, CUSTOM, CLUSTER)).path("cpu");
    assertThat(cpu.toString())
        .isEqualTo(
            "{\"sockets\":1,\"cores\":2,\"threads\":2,\"model\":\"Haswell\",\"features\":["
                + "{\"name\":\"vmx\",\"policy\":\"require\"},"
                + "{\"name\":\"hle\",\"policy\":\"disable\"},"
                + "{\"name\":\"rtm\",\"policy\":\"disable\"}]}");
  }

  @Test
  void theClustersModelIsForMachinesWithoutOne() {
    assertThat(new Cpu(1, 1, 1, CUSTOM, CLUSTER).asInCluster().model()).isEqualTo(CUSTOM);
    assertThat(new Cpu(1, 1, 1, CpuModel.NONE, CLUSTER).asInCluster().model()).isEqualTo(CLUSTER);
  }
}
