package io.wherry.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CommandLineTest {
  private static final MachineHome HOME = new MachineHome(Path.of("/data/vms/default/web"));

  private static Toolbox toolbox(String accelerator, int major) {
    return new Toolbox(
        "qemu-system-x86_64",
        new Toolbox.Version(major, 2),
        Toolbox.OVMF,
        new Accelerator(accelerator, ""));
  }

  @ParameterizedTest
  @EnumSource(MachineSpec.Firmware.class)
  void isAsInTheGoldenFile(MachineSpec.Firmware firmware) throws IOException {
    Hardware hardware = new HardwareWords(Specs.full(firmware), toolbox("tcg", 7)).build();
    List<String> words =
        new CommandLine(Specs.full(firmware), HOME, toolbox("tcg", 7)).build(hardware);
    String text = String.join("\n", words).replace("\n-", "\n\n-") + "\n";
    Path golden =
        Peers.root()
            .resolve("machines/qemu/src/test/resources/io/wherry/qemu/" + firmware + ".txt");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @CsvSource({
    "tcg, 7, 268435456, 262152", // 256 MiB would lose writes in a live migration
    "tcg, 7, 268436480, 262145",
    "tcg, 9, 268435456, 262144",
    "kvm, 7, 268435456, 262144"
  })
  void memoryAvoidsTheSizesThatLoseWrites(String accelerator, int major, long bytes, long kib) {
    assertThat(toolbox(accelerator, major).memoryKib(bytes)).isEqualTo(kib);
  }

  @Test
  void refusesPathsThatNoSocketCanHave() {
    MachineHome deep = new MachineHome(Path.of("/" + "x".repeat(120)));
    Hardware hardware = new HardwareWords(Specs.empty("u"), toolbox("tcg", 7)).build();
    CommandLine line = new CommandLine(Specs.empty("u"), deep, toolbox("tcg", 7));
    assertThatThrownBy(() -> line.build(hardware))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("shorter path");
  }
}
