package io.wherry.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample appliance, a real Debian without virtio in its initramfs, converted and booted. */
@Tag("slow")
class RealGuestPeerTest {
  @TempDir static Path shared;
  @TempDir Path temp;

  private static Path original;

  @BeforeAll
  static void makesAppliance() throws IOException {
    Peers.need("qemu-system-x86_64");
    Peers.need("mmdebstrap");
    Path cache = Path.of(System.getProperty("java.io.tmpdir"), "wherry-appliances");
    Path recipe = Peers.root().resolve("examples/appliance/make-appliance.sh");
    if (!Files.exists(recipe)) {
      Peers.missing(recipe + " is not there");
    }
    GuestFixture.run(List.of(recipe.toString(), cache.toString()));
    Path ova = cache.resolve("wherry-mini.ova");
    GuestFixture.run(List.of("tar", "-C", shared.toString(), "-xf", ova.toString()));
    original = shared.resolve("disk.raw");
    GuestFixture.run(
        List.of(
            "qemu-img",
            "convert",
            "-O",
            "raw",
            shared.resolve("wherry-mini-disk1.vmdk").toString(),
            original.toString()));
  }

  @Test
  void doesNotBootOnVirtioBeforeConversion() throws IOException {
    assertThat(boot(original, "raw", "WHERRY-READY", "ALERT!")).contains("ALERT!");
  }

  @Test
  void bootsOnVirtioAfterOfflineExpress() throws IOException {
    Path disk = temp.resolve("disk.raw");
    GuestFixture.run(List.of("cp", "--sparse=always", original.toString(), disk.toString()));
    ConversionResult result = convert(disk, DiskFormat.RAW, EngineChoice.AUTO);
    assertThat(result.engine()).isEqualTo("express");
    assertThat(result.rootDevice()).isEqualTo("/dev/vda3");
    GuestFixture.run(List.of("e2fsck", "-fn", disk + "?offset=10485760"));
    requireBoots(disk, "raw");
  }

  @Test
  void bootsWithModulesThatInitramfsToolsWouldHaveDecompressed() throws IOException {
    Path disk = temp.resolve("disk.raw");
    GuestFixture.run(List.of("cp", "--sparse=always", original.toString(), disk.toString()));
    Peers.need("xz");
    Path work = Files.createDirectories(temp.resolve("xz"));
    String device = disk + "?offset=10485760";
    GuestFixture.run(List.of("sh", "-c", COMPRESS, "sh", device, work.toString()));
    assertThat(convert(disk, DiskFormat.RAW, EngineChoice.EXPRESS).engine()).isEqualTo("express");
    requireBoots(disk, "raw");
  }

  /** Replaces the guest's virtio modules by xz-compressed ones, as Debian 13 has them. */
  private static final String COMPRESS =
      """
      set -e
      cd "$2"
      P=/usr/lib/modules/$(debugfs -R 'ls -p /usr/lib/modules' "$1" 2>/dev/null | cut -d/ -f6 | grep '^[0-9]')
      debugfs -R "dump $P/modules.dep dep" "$1" 2>/dev/null
      sed -E 's,(/virtio[a-z_]*\\.ko),\\1.xz,g' dep >modules.dep
      for f in $(grep -oE '^[^:]*/virtio[a-z_]*\\.ko:' dep | tr -d :); do
        n=${f##*/}
        debugfs -R "dump $P/$f $n" "$1" 2>/dev/null
        xz --check=crc32 "$n"
        printf 'cd %s\\nrm %s\\nwrite %s.xz %s.xz\\n' "$P/${f%/*}" "$n" "$n" "$n" >>commands
      done
      printf 'cd %s\\nrm modules.dep\\nwrite modules.dep modules.dep\\n' "$P" >>commands
      debugfs -w -f commands "$1" >log 2>&1
      grep -q 'virtio_blk.ko.xz' modules.dep
      """;

  @Test
  void bootsOnVirtioAfterExpressInTheAppliance() throws IOException {
    Path disk = temp.resolve("disk.qcow2");
    GuestFixture.run(
        List.of("qemu-img", "convert", "-O", "qcow2", original.toString(), disk.toString()));
    ConversionResult result = convert(disk, DiskFormat.QCOW2, EngineChoice.AUTO);
    assertThat(result.engine()).isEqualTo("express");
    GuestFixture.run(List.of("qemu-img", "check", disk.toString()));
    requireBoots(disk, "qcow2");
  }

  @Test
  void bootsOnVirtioAfterVirtV2v() throws IOException {
    Peers.need("virt-v2v-in-place");
    Path disk = temp.resolve("disk.raw");
    GuestFixture.run(List.of("cp", "--sparse=always", original.toString(), disk.toString()));
    ConversionResult result = convert(disk, DiskFormat.RAW, EngineChoice.VIRT_V2V);
    assertThat(result.engine()).isEqualTo("virt-v2v");
    assertThat(result.os().id()).isEqualTo("debian");
    requireBoots(disk, "raw");
  }

  @Test
  void virtV2vRefusesGarbageAndLeavesItAlone() throws IOException {
    Peers.need("virt-v2v-in-place");
    Path disk = temp.resolve("disk.raw");
    byte[] garbage = new byte[4 << 20];
    new java.util.Random(5).nextBytes(garbage);
    Files.write(disk, garbage);
    assertThatThrownBy(() -> convert(disk, DiskFormat.RAW, EngineChoice.AUTO))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("virt-v2v could not convert VM wherry-mini");
    assertThat(Files.readAllBytes(disk)).isEqualTo(garbage);
  }

  private ConversionResult convert(Path disk, DiskFormat format, EngineChoice engine) {
    return new Converter(ConversionTools.standard())
        .convert(
            new ConversionRequest(
                "wherry-mini",
                List.of(new GuestDisk(disk, format)),
                engine,
                Optional.of(Firmware.BIOS),
                0,
                temp.resolve("work")),
            (_, _) -> {});
  }

  private static void requireBoots(Path disk, String format) throws IOException {
    assertThat(boot(disk, format, "WHERRY-READY", "ALERT!"))
        .contains("WHERRY-READY", "drv=virtio_blk", "payload=ok", "root=/dev/vda3");
  }

  /**
   * Boots on virtio without keeping writes; returns the first console line with one of the marks.
   */
  private static String boot(Path disk, String format, String... marks) throws IOException {
    Process qemu =
        new ProcessBuilder(
                "timeout",
                "180",
                "qemu-system-x86_64",
                "-accel",
                "tcg,thread=multi,tb-size=64",
                "-m",
                "262152k",
                "-display",
                "none",
                "-monitor",
                "none",
                "-serial",
                "stdio",
                "-drive",
                "if=virtio,snapshot=on,format=" + format + ",file=" + disk,
                "-nic",
                "user,model=virtio-net-pci")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader console = qemu.inputReader()) {
      String line = console.readLine();
      while (line != null) {
        for (String mark : marks) {
          if (line.contains(mark)) {
            return line;
          }
        }
        line = console.readLine();
      }
      return "";
    } finally {
      // SIGTERM: timeout passes it on to QEMU.
      qemu.destroy();
    }
  }
}
