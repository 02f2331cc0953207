package io.wherry.ova;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import io.wherry.spi.SourceMachine.Firmware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OvfParserTest {
  @Test
  void readsHardwareDisksAndNetworks() {
    Ovf ovf = new SampleOvf().parsed();
    Ovf.VirtualSystem system = ovf.systems().getFirst();
    assertThat(system.hardware().cpuCount()).isEqualTo(2);
    assertThat(system.hardware().memoryBytes()).isEqualTo(256L << 20);
    assertThat(system.hardware().nics())
        .singleElement()
        .satisfies(n -> assertThat(n.mac()).isEqualTo("00:50:56:aa:bb:cc"))
        .satisfies(n -> assertThat(n.config()).containsEntry("wakeOnLanEnabled", "true"));
    assertThat(system.hardware().devices()).containsExactly("SCSI Controller", "Hard Disk");
    assertThat(system.osType()).isEqualTo("debian12_64Guest");
    assertThat(system.settings().firmware()).isEqualTo(Firmware.BIOS);
    assertThat(ovf.disks().getFirst().capacityBytes()).isEqualTo(2L << 20);
    assertThat(ovf.source()).isEqualTo(ExportSource.VMWARE);
  }

  @Test
  void readsOvf2() {
    assertThat(new SampleOvf().namespace("http://schemas.dmtf.org/ovf/envelope/2").parsed())
        .satisfies(o -> assertThat(o.systems()).hasSize(1));
  }

  @Test
  void readsUefiSecureBootAndHotPlug() {
    Ovf ovf =
        new SampleOvf()
            .only(
                """
                <vmw:Config vmw:key="firmware" vmw:value="efi"/>
                <vmw:Config vmw:key="bootOptions.efiSecureBootEnabled" vmw:value="true"/>
                <vmw:ExtraConfig vmw:key="cpuHotAddEnabled" vmw:value="true"/>
                """)
            .parsed();
    Ovf.Settings settings = ovf.systems().getFirst().settings();
    assertThat(settings.firmware()).isEqualTo(Firmware.UEFI_SECURE);
    assertThat(settings.cpuHotAdd()).isTrue();
    assertThat(settings.memoryHotAdd()).isFalse();
  }

  @Test
  void takesTheDefaultSizeOfSeveralOffered() {
    String small =
        SampleOvf.item(
            3,
            "CPU",
            "<rasd:InstanceID>1</rasd:InstanceID><rasd:VirtualQuantity>1</rasd:VirtualQuantity>");
    String large =
        small
            .replace("<Item>", "<Item ovf:configuration=\"large\">")
            .replace("Quantity>1<", "Quantity>8<");
    String options =
        "<DeploymentOptionSection><Info/><Configuration ovf:id=\"small\"/><Configuration ovf:id=\"large\" ovf:default=\"true\"/></DeploymentOptionSection><VirtualSystem";
    String xml = new SampleOvf().cpuItem(small + large).text().replace("<VirtualSystem", options);
    Ovf ovf = OvfParser.parse(xml.getBytes(UTF_8), "web.ovf");
    assertThat(ovf.systems().getFirst().hardware().cpuCount()).isEqualTo(8);
  }

  @Test
  void refusesADtdWithoutReadingWhatItNames() {
    var ovf =
        new SampleOvf()
            .prolog("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")
            .id("&e;");
    assertThatThrownBy(ovf::parsed)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("DTD")
        .hasMessageNotContaining("root:");
  }

  @Test
  void refusesEndlesslyNestedElements() {
    var ovf = new SampleOvf().id("<a>".repeat(50_000) + "</a>".repeat(50_000));
    byte[] xml = ovf.text().replaceFirst("ovf:id=\"<a>.*\"", "").getBytes(UTF_8);
    assertThatThrownBy(() -> OvfParser.parse(xml, "web.ovf"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("depth");
  }

  @Test
  void refusesEntityBombs() {
    var ovf = new SampleOvf().prolog("<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>");
    assertThatThrownBy(ovf::parsed).hasMessageContaining("DTD");
  }

  @Test
  void refusesAnEnvelopeOfAnotherNamespace() {
    assertThatThrownBy(() -> new SampleOvf().namespace("http://example.org/other").parsed())
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("{http://example.org/other}Envelope")
        .hasMessageContaining("expected");
  }

  @Test
  void refusesItemsOfAnotherNamespace() {
    byte[] xml =
        new SampleOvf()
            .text()
            .replace("http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_Resource", "http://x/")
            .getBytes(UTF_8);
    assertThatThrownBy(() -> OvfParser.parse(xml, "web.ovf"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("web.ovf")
        .hasMessageContaining("namespace");
  }

  @Test
  void keepsUnknownHardwareVisible() {
    Ovf ovf = new SampleOvf().more(SampleOvf.item(40000, "Quantum coprocessor 1", "")).parsed();
    assertThat(ovf.systems().getFirst().hardware().unknown())
        .containsExactly("Quantum coprocessor 1 (ResourceType 40000)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000", "99999999999999999999999", "-1", "two", "0", "1e3"})
  void refusesImpossibleNumbersOfCpus(String cpus) {
    assertThatThrownBy(() -> new SampleOvf().cpu(cpus).parsed())
        .isInstanceOf(InvalidRequest.class)
        .hasMessageStartingWith("web.ovf");
  }

  @ParameterizedTest
  @CsvSource({
    "byte * 2^20, 9223372036854775807",
    "byte * 2^30, 1000000000",
    "byte * 2^99, 1",
    "furlong, 1"
  })
  void refusesImpossibleMemory(String units, String quantity) {
    assertThatThrownBy(() -> new SampleOvf().memory(units, quantity).parsed())
        .isInstanceOf(InvalidRequest.class)
        .hasMessageStartingWith("web.ovf");
  }

  @Test
  void refusesImpossibleDisks() {
    var ovf =
        new SampleOvf()
            .disks(
                "<Disk ovf:capacity=\"9000000000\" ovf:capacityAllocationUnits=\"byte * 2^30\" ovf:diskId=\"d\"/>");
    assertThatThrownBy(ovf::parsed).isInstanceOf(InvalidRequest.class).hasMessageContaining("isk");
  }

  @Test
  void refusesTwoDisksOfOneId() {
    var ovf = new SampleOvf().disks("<Disk ovf:diskId=\"d\"/><Disk ovf:diskId=\"d\"/>");
    assertThatThrownBy(ovf::parsed).hasMessageContaining("two disks");
  }

  @Test
  void namesTheLineOfBrokenXml() {
    byte[] broken = "<Envelope>\n<x></Envelope>".getBytes(UTF_8);
    assertThatThrownBy(() -> OvfParser.parse(broken, "web.ovf"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("line 2");
  }

  @ParameterizedTest
  @CsvSource({
    "MegaBytes, 1048576",
    "byte * 2^20, 1048576",
    "byte * 1024, 1024",
    "byte*2^10*2^10, 1048576",
    "byte, 1",
    "'', 1",
    "GigaByte, 1073741824"
  })
  void knowsUnits(String units, long bytes) {
    assertThat(AllocationUnits.bytes(1, units, "x")).isEqualTo(bytes);
  }
}
