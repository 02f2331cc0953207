package io.wherry.vmimport.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.DiskExtras;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.spi.MachineExtras.Tpm;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.Firmware;
import io.wherry.spi.SourceMachine.Link;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Options;
import io.wherry.vmimport.order.Options.RawDevices;
import io.wherry.vmimport.order.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One test for each row of the contract's table for vSphere. */
class VsphereRowsTest {
  private static final String UUID = "42230a1b-0001-0203-0405-060708090a0b";
  private static final MachineExtras PLAIN = extras("", Tpm.UNKNOWN, "", Set.of());

  private static MachineExtras extras(String serial, Tpm tpm, String zone, Set<Flag> flags) {
    return new MachineExtras(serial, tpm, zone, flags, "", List.of(), Map.of(), Map.of());
  }

  private static SourceMachine machine(MachineExtras extras, Set<DiskExtras.Flag> disk) {
    return new SourceMachine(
        "vm-7",
        "web",
        UUID,
        Firmware.UEFI_SECURE,
        new SourceMachine.Cpu(2, 4),
        8192L << 20,
        List.of(
            new SourceMachine.SourceDisk(
                "[ds] web/web.vmdk",
                "web.vmdk",
                1 << 30,
                "ds-1",
                "6000C29b-aa",
                "",
                new DiskExtras(disk, "web.vmdk", ""))),
        List.of(),
        "rhel9_64Guest",
        PowerState.On,
        "host-9",
        List.of(),
        Map.of(),
        extras);
  }

  private static Options options(boolean compatible, String nested, Options.Carried carried) {
    Options.Placement none =
        new Options.Placement(Map.of(), Map.of(), JsonNodeFactory.instance.objectNode());
    return new Options(
        new Options.Machine("auto", "", "", nested, "", none),
        new Options.Conversion(compatible, compatible, WorkerTask.Engine.auto),
        new Options.Pods("", "", none),
        new Options.Hooks("", ""),
        new Options.Cleanup(true, false),
        carried);
  }

  private static Resource translate(SourceMachine machine, Options options, Target.Nic... nics) {
    Target.Storage storage = new Target.Storage("fast", "Block", "ReadWriteMany");
    Target.Disk disk =
        new Target.Disk("[ds] web/web.vmdk", 0, "web-disk-0", "vol-0", 1 << 30, storage);
    return MachineTranslator.translate(
        new ImportOrder(
            new ImportOrder.ObjectName("plans", "wave", "plan-uid"),
            new ImportOrder.ObjectName("plans", "go", "go-uid"),
            new ImportOrder.Source(
                new ImportOrder.ObjectName("plans", "vc", "vc-uid"),
                "vsphere",
                "https://vc/sdk",
                Map.of(),
                "plans",
                "vc"),
            machine,
            new Target("apps", "web", false, List.of(disk), List.of(nics)),
            options),
        GuestFacts.NONE,
        PowerState.On);
  }

  private static Resource translate(MachineExtras extras) {
    return translate(machine(extras, Set.of()), options(false, "", Options.Carried.PLAIN));
  }

  private static JsonNode domain(Resource vm, String path) {
    return vm.at("spec", "template", "spec", "domain").at(path);
  }

  private static Options.Carried raw(RawDevices raw) {
    return new Options.Carried(
        Options.Preference.NONE, raw, new Options.Tags(Options.TagUse.LABELS, List.of()));
  }

  @Test
  void topologyMemoryAndFirmwareAreKept() {
    Resource vm = translate(PLAIN);
    assertThat(domain(vm, "/cpu").toString()).isEqualTo("{\"sockets\":2,\"cores\":4}");
    assertThat(domain(vm, "/memory/guest").asText()).isEqualTo("8192Mi");
    assertThat(domain(vm, "/firmware/bootloader/efi/secureBoot").asBoolean()).isTrue();
    assertThat(domain(vm, "/features/smm/enabled").asBoolean()).isTrue();
    assertThat(vm.at("spec", "runStrategy").asText()).isEqualTo("Always");
  }

  @Test
  void theSerialIsTheOneThatVmwareShows() {
    assertThat(domain(translate(PLAIN), "/firmware/serial").asText()).isEqualTo(UUID);
    Resource vm = translate(extras("VMware-42 23-00", Tpm.UNKNOWN, "", Set.of()));
    assertThat(domain(vm, "/firmware/serial").asText()).isEqualTo("VMware-42 23-00");
    assertThat(domain(vm, "/firmware/uuid").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"PRESENT, persistent, true", "ABSENT, enabled, false"})
  void theSecurityChipIsThereOrNot(Tpm tpm, String field, boolean value) {
    JsonNode chip = domain(translate(extras("", tpm, "", Set.of())), "/devices/tpm");
    assertThat(chip.path(field).isBoolean()).isTrue();
    assertThat(chip.path(field).asBoolean()).isEqualTo(value);
  }

  @Test
  void aSourceThatDoesNotSpeakOfTheChipChangesNothing() {
    assertThat(domain(translate(PLAIN), "/devices/tpm").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Prague, Europe/Prague",
    "UTC, UTC",
    "'', ''",
    "Mars/Base, ''",
    "'../../x', ''"
  })
  void theClockHasTheHostsZone(String zone, String clock) {
    Resource vm = translate(extras("", Tpm.UNKNOWN, zone, Set.of()));
    assertThat(domain(vm, "/clock/timezone").asText()).isEqualTo(clock);
  }

  @ParameterizedTest
  @CsvSource({
    "NESTED_VIRTUALIZATION, '', optional",
    "NESTED_VIRTUALIZATION, false, disable",
    "TRACKS_CHANGES, true, optional",
    "TRACKS_CHANGES, '', ''"
  })
  void nestedVirtualizationAsWishedElseAsTheSource(Flag flag, String wish, String policy) {
    SourceMachine vm = machine(extras("", Tpm.UNKNOWN, "", Set.of(flag)), Set.of());
    Resource made = translate(vm, options(false, wish, Options.Carried.PLAIN));
    assertThat(domain(made, "/cpu/features/0/policy").asText()).isEqualTo(policy);
    assertThat(domain(made, "/cpu/features/1/policy").asText()).isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource({"false, virtio, virtio, virtio", "true, sata, e1000e, usb"})
  void busesFitTheDriversOfTheGuest(boolean compatible, String disk, String nic, String tablet) {
    Resource vm =
        translate(
            machine(PLAIN, Set.of()),
            options(compatible, "", Options.Carried.PLAIN),
            new Target.Nic("net-0", "00:50:56:aa:bb:cc", ""));
    assertThat(domain(vm, "/devices/disks/0/disk/bus").asText()).isEqualTo(disk);
    assertThat(domain(vm, "/devices/interfaces/0/model").asText()).isEqualTo(nic);
    assertThat(domain(vm, "/devices/inputs/0/bus").asText()).isEqualTo(tablet);
    assertThat(domain(vm, "/devices/disks/0/bootOrder").asInt()).isEqualTo(1);
    assertThat(domain(vm, "/devices/disks/0/serial").asText()).isEqualTo("6000C29b-aa");
  }

  @ParameterizedTest
  @EnumSource(RawDevices.class)
  void rawDevicesAreDataOrLuns(RawDevices raw) {
    Resource vm =
        translate(
            machine(PLAIN, Set.of(DiskExtras.Flag.RAW_DEVICE, DiskExtras.Flag.SHARED)),
            options(false, "", raw(raw)));
    JsonNode disk = domain(vm, "/devices/disks/0");
    assertThat(disk.at("/lun/bus").asText()).isEqualTo(raw == RawDevices.DATA ? "" : "scsi");
    assertThat(disk.at("/disk/bus").asText()).isEqualTo(raw == RawDevices.DATA ? "virtio" : "");
    assertThat(disk.at("/lun/reservation").asBoolean())
        .isEqualTo(raw == RawDevices.LUN_WITH_RESERVATION);
    assertThat(disk.at("/errorPolicy").asText()).isEqualTo(raw == RawDevices.DATA ? "" : "report");
    assertThat(disk.at("/shareable").asBoolean()).isTrue();
    assertThat(disk.at("/cache").asText()).isEqualTo("none");
  }

  @Test
  void cardsKeepTheirSlotAndCable() {
    Resource vm =
        translate(
            machine(PLAIN, Set.of()),
            options(false, "", Options.Carried.PLAIN),
            new Target.Nic(
                "net-0",
                "",
                "apps/blue",
                new Target.Plug("0000:0b:00.0", Link.DOWN, "", List.of())),
            new Target.Nic("net-1", "", "", new Target.Plug("; rm -rf", Link.UP, "", List.of())));
    assertThat(domain(vm, "/devices/interfaces").toString())
        .isEqualTo(
            "[{\"name\":\"net-0\",\"model\":\"virtio\",\"pciAddress\":\"0000:0b:00.0\",\"state\":\"down\",\"bridge\":{}},"
                + "{\"name\":\"net-1\",\"model\":\"virtio\",\"masquerade\":{}}]");
  }

  @Test
  void aPrimaryUserDefinedNetworkIsBoundByItsPlugInAndKeepsAddresses() {
    Resource vm =
        translate(
            machine(PLAIN, Set.of()),
            options(false, "", Options.Carried.PLAIN),
            new Target.Nic(
                "net-0", "", "", new Target.Plug("", Link.UP, "l2bridge", List.of("10.0.0.5"))));
    assertThat(domain(vm, "/devices/interfaces/0/binding/name").asText()).isEqualTo("l2bridge");
    assertThat(vm.at("spec", "template", "spec", "networks").toString())
        .isEqualTo("[{\"name\":\"net-0\",\"pod\":{}}]");
    assertThat(
            vm.at("spec", "template", "metadata", "annotations")
                .path("network.kubevirt.io/addresses")
                .asText())
        .isEqualTo("{\"net-0\":[\"10.0.0.5\"]}");
  }

  @Test
  void systemLabelsAndPreference() {
    Resource vm =
        translate(
            machine(PLAIN, Set.of()),
            options(
                false,
                "",
                new Options.Carried(
                    new Options.Preference("VirtualMachineClusterPreference", "rhel.9"),
                    RawDevices.DATA,
                    new Options.Tags(Options.TagUse.LABELS, List.of()))));
    assertThat(vm.labels())
        .containsEntry("os.template.kubevirt.io/rhel9.4", "true")
        .containsEntry("workload.template.kubevirt.io/server", "true")
        .containsEntry("flavor.template.kubevirt.io/medium", "true");
    assertThat(vm.at("spec", "preference").toString())
        .isEqualTo("{\"kind\":\"VirtualMachineClusterPreference\",\"name\":\"rhel.9\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "rhel6_64Guest, rhel6.10, ''",
    "rhel7_64Guest, rhel7.7, rhel.7",
    "rhel10_64Guest, '', rhel.10",
    "centos64Guest, centos5.11, ''",
    "centos9_64Guest, '', centos.stream9",
    "debian10_64Guest, debian10, debian",
    "ubuntu64Guest, ubuntu18.04, ubuntu",
    "sles15_64Guest, '', sles",
    "windows9_64Guest, win10, windows.10",
    "windows9Server64Guest, win2k19, windows.2k16",
    "windows2019srvNext_64Guest, win2k19, windows.2k22",
    "windows2022srvNext_64Guest, win2k22, windows.2k25",
    "freebsd13_64Guest, '', ''",
    "'', '', ''"
  })
  void namesTheSystem(String guestId, String osinfo, String preference) {
    assertThat(GuestOs.ofVsphere(guestId)).isEqualTo(new GuestOs(osinfo, preference));
  }

  @Test
  void tagsAndAttributesAreCarriedAndEveryChangeIsReported() {
    MachineExtras tagged =
        new MachineExtras(
            "",
            Tpm.UNKNOWN,
            "",
            Set.of(),
            "",
            List.of(),
            Map.of("Owner Team", "Söul / DB", "env", "prod", "!!", "x"),
            Map.of("Cost Center", "42 €", "notes", "n".repeat(300_000)));
    Resource vm = translate(tagged);
    assertThat(vm.labels())
        .containsEntry("vsphere.forklift.konveyor.io/env", "prod")
        .containsEntry("vsphere.forklift.konveyor.io/Owner-Team", "S-ul-DB");
    assertThat(vm.annotation("vsphere.forklift.konveyor.io/Cost-Center")).contains("42 €");
    assertThat(vm.annotation("vsphere.forklift.konveyor.io/notes").orElseThrow()).hasSize(4096);
    assertThat(vm.annotation(SourceTags.REPORT).orElseThrow())
        .contains("\"key\":\"Owner Team\"", "\"key\":\"!!\"", "no name is left", "notes")
        .doesNotContain("\"key\":\"env\"")
        .hasSizeLessThan(2000);
  }

  @Test
  void onlyTheWishedTagsBecomeLabels() {
    MachineExtras tagged =
        new MachineExtras(
            "",
            Tpm.UNKNOWN,
            "",
            Set.of(),
            "",
            List.of(),
            Map.of("env", "prod", "tier", "1"),
            Map.of());
    Options.Carried some =
        new Options.Carried(
            Options.Preference.NONE,
            RawDevices.DATA,
            new Options.Tags(Options.TagUse.LABELS, List.of("env")));
    Options.Carried none =
        new Options.Carried(
            Options.Preference.NONE,
            RawDevices.DATA,
            new Options.Tags(Options.TagUse.DROPPED, List.of()));
    assertThat(translate(machine(tagged, Set.of()), options(false, "", some)).labels())
        .containsKey("vsphere.forklift.konveyor.io/env")
        .doesNotContainKey("vsphere.forklift.konveyor.io/tier");
    assertThat(translate(machine(tagged, Set.of()), options(false, "", none)).labels())
        .doesNotContainKey("vsphere.forklift.konveyor.io/env");
  }
}
