package io.wherry.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.conversion.guest.OsRelease;
import io.wherry.problems.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What helpers say, and what is made of it. */
class ReportsTest {
  @Test
  void readsTheAppliancesLines() {
    String release =
        Base64.getEncoder()
            .encodeToString("ID=sles\nVERSION_ID=\"15\"\n".getBytes(StandardCharsets.UTF_8));
    ApplianceReport report =
        ApplianceReport.parse(
            List.of(
                "root /dev/vda2",
                "os-release " + release,
                "elf 3e",
                "grafted 1.2",
                "warning look",
                "converted",
                "end"));
    assertThat(report.converted()).isTrue();
    assertThat(report.release().id()).isEqualTo("sles");
    assertThat(report.arch()).isEqualTo("x86_64");
    assertThat(report.kernels()).containsExactly("1.2");
    assertThat(report.warnings()).containsExactly("look");
  }

  @Test
  void takesDamagedReportForNone() {
    ApplianceReport report = ApplianceReport.parse(List.of("os-release ***", "", " ", "converte"));
    assertThat(report.converted()).isFalse();
    assertThat(report.release().recognised()).isFalse();
  }

  @Test
  void knowsDerivedDistributions() {
    assertThat(OsRelease.parse("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n").recognised()).isTrue();
    assertThat(OsRelease.parse("ID='rocky'\nVERSION_ID='9.3'\n").version()).isEqualTo("9.3");
    assertThat(OsRelease.parse("ID=arch\n").recognised()).isFalse();
    assertThat(OsRelease.parse("NAME=\"a\u0007b" + "x".repeat(500) + "\"").name())
        .hasSize(200)
        .doesNotContain("\u0007");
  }

  @Test
  void turnsVirtV2vMessagesIntoProgress() {
    List<Integer> percents = new ArrayList<>();
    V2vMessages messages = new V2vMessages((p, _) -> percents.add(p));
    messages.line("{\"message\":\"Opening the source\",\"type\":\"message\"}");
    messages.line("[   0.0] Opening the source");
    messages.line(
        "{\"message\":\"Mapping filesystem data to avoid copying\",\"type\":\"message\"}");
    messages.line("{\"message\":\"Inspecting the source\",\"type\":\"message\"}");
    messages.line("{\"message\": [}");
    messages.line("{\"message\":\"no\",\"type\":\"error\"}");
    assertThat(percents).containsExactly(2, 50, 50);
    assertThat(messages.error()).isEqualTo("no");
  }

  @Test
  void namesDisksLikeTheKernel() {
    assertThat(LibvirtXml.deviceName("sd", 0)).isEqualTo("sda");
    assertThat(LibvirtXml.deviceName("sd", 25)).isEqualTo("sdz");
    assertThat(LibvirtXml.deviceName("sd", 26)).isEqualTo("sdaa");
    assertThat(LibvirtXml.deviceName("vd", 701)).isEqualTo("vdzz");
  }

  @Test
  void escapesNamesForVirtV2v() {
    ConversionRequest request = request("<web & 'db'>", 0);
    Session session = new Session(request, ConversionTools.standard(), (_, _) -> {});
    String xml =
        LibvirtXml.of(session, List.of(new Change.Overlay(0, "overlay-0.qcow2")), Firmware.UEFI);
    assertThat(xml)
        .contains(
            "<name>&lt;web &amp; &apos;db&apos;&gt;</name>",
            "<os firmware='efi'>",
            "/w/overlay-0.qcow2");
  }

  @Test
  void refusesRootDiskThatIsNotThere() {
    assertThatThrownBy(() -> request("web", 1))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("1 disk(s)");
    assertThatThrownBy(() ->
            new ConversionRequest(
                "web", List.of(), EngineChoice.AUTO, Optional.empty(), 0, Path.of("/w")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("skipGuestConversion");
  }

  private static ConversionRequest request(String machine, int rootDisk) {
    return new ConversionRequest(
        machine,
        List.of(new GuestDisk(Path.of("/d"), DiskFormat.RAW)),
        EngineChoice.AUTO,
        Optional.empty(),
        rootDisk,
        Path.of("/w"));
  }
}
