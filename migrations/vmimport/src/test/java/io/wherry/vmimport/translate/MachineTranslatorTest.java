package io.wherry.vmimport.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.Firmware;
import io.wherry.testkit.Golden;
import io.wherry.vmimport.steps.SampleOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTranslatorTest {
  private static final GuestFacts FOUND = new GuestFacts("uefi", "debian12", "/dev/sdb1");

  private static String translate(SampleOrder order, GuestFacts facts) {
    return MachineTranslator.translate(order.build(), facts, PowerState.Off)
        .tree()
        .toPrettyString();
  }

  private static SourceMachine machine(Firmware firmware) {
    return SampleOrder.machine("vm-1", "Web 1", firmware, PowerState.Off);
  }

  @Test
  void convertedGuestGetsVirtioAndTheFirmwareThatWasFound() {
    Golden.check(this, "converted.json", translate(SampleOrder.plain(), FOUND));
  }

  @Test
  void unconvertedGuestGetsDevicesThatEverySystemKnows() {
    Golden.check(
        this, "compatible.json", translate(SampleOrder.plain().unconverted(), GuestFacts.NONE));
  }

  @Test
  void secureBootOfTheSourceIsKept() {
    String vm = translate(SampleOrder.plain().with(machine(Firmware.UEFI_SECURE)), FOUND);
    Golden.check(this, "secure.json", vm);
  }

  @Test
  void firmwareOfTheSourceWinsOverWhatWasFound() {
    String vm = translate(SampleOrder.plain().with(machine(Firmware.BIOS)), FOUND);
    assertThat(vm).contains("\"bios\"").doesNotContain("\"efi\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/sda, '', 3, 0",
    "/dev/sdb2, '', 3, 1",
    "'', /dev/vdc1, 3, 2",
    "/dev/sdb, /dev/sdc, 3, 1",
    "/dev/sdz, '', 3, 0",
    "/dev/sdz, /dev/sdb, 3, 1",
    "nonsense, '', 3, 0"
  })
  void findsTheBootDisk(String wished, String found, int disks, int index) {
    assertThat(BootDisk.index(wished, found, disks)).isEqualTo(index);
  }

  @ParameterizedTest
  @CsvSource({
    "on, Off, Always",
    "off, On, Halted",
    "auto, On, Always",
    "auto, Off, Halted",
    "auto, Unknown, Halted"
  })
  void choosesTheRunStrategy(String wish, PowerState source, String strategy) {
    assertThat(MachineTranslator.runStrategy(wish, source)).isEqualTo(strategy);
  }

  @ParameterizedTest
  @CsvSource({"2147483648, 2048Mi", "1536, 1536", "3072, 3Ki"})
  void writesMemoryExactly(long bytes, String quantity) {
    assertThat(DomainBuilder.quantity(bytes)).isEqualTo(quantity);
  }

  @ParameterizedTest
  @CsvSource({
    "debian, 12, debian12",
    "ubuntu, 22.04, ubuntu22.04",
    "debian12, 12, debian12",
    "windows, 10, windows",
    "rhel, '', rhel",
    "'', 3, ''"
  })
  void namesTheSystemAsOsinfoDoes(String id, String version, String osinfo) {
    assertThat(GuestFacts.osinfo(id, version)).isEqualTo(osinfo);
  }
}
