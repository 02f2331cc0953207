package io.wherry.conversion.graft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small decisions of a graft. */
class GraftTest {
  private static final Function<Integer, Optional<String>> UUIDS =
      n -> n == 2 ? Optional.of("abc") : Optional.empty();

  @TempDir Path temp;

  @Test
  void followsDependenciesAcrossNamesAndCompressions() {
    ModuleClosure closure =
        ModuleClosure.parse(
            """
            kernel/a/virtio-blk.ko.xz: kernel/a/virtio_ring.ko.xz kernel/a/virtio.ko.zst
            kernel/a/virtio_ring.ko.xz:
            kernel/a/virtio.ko.zst: kernel/a/virtio_ring.ko.xz
            kernel/a/other.ko:
            """,
            "kernel/b/virtio-pci.ko\n");
    assertThat(closure.builtIn("virtio_pci")).isTrue();
    assertThat(closure.loadable("virtio_pci")).isFalse();
    assertThat(closure.loadable("virtio_blk")).isTrue();
    assertThat(closure.files(List.of("virtio_blk", "virtio_pci", "absent")))
        .containsExactly(
            "kernel/a/virtio_ring.ko.xz", "kernel/a/virtio.ko.zst", "kernel/a/virtio-blk.ko.xz");
  }

  @Test
  void acceptsAbsolutePathsOfOldKernels() {
    ModuleClosure closure =
        ModuleClosure.parse(
            "/lib/modules/2.6.32/kernel/a/virtio_blk.ko: /lib/modules/2.6.32/kernel/a/virtio.ko\n",
            "");
    assertThat(closure.files(List.of("virtio_blk")))
        .containsExactly("kernel/a/virtio.ko", "kernel/a/virtio_blk.ko");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.ko:", "/etc/passwd:", "kernel/a\u0007.ko:", "a/../../b.ko:"})
  void refusesModulePathsThatLeave(String line) {
    assertThatThrownBy(() -> ModuleClosure.parse(line + "\n", ""))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void replacesKernelNamesWhereTheUuidIsKnown() {
    String fstab =
        "# /dev/sda2 was root\n/dev/sda2\t/ ext4 defaults 0 1\n/dev/sda3 none swap sw 0 0\n";
    String edited = DeviceNames.inFstab(fstab, UUIDS);
    assertThat(edited)
        .isEqualTo(
            "# /dev/sda2 was root\nUUID=abc\t/ ext4 defaults 0 1\n/dev/sda3 none swap sw 0 0\n");
    assertThat(DeviceNames.left(edited)).containsExactly("/dev/sda3");
    assertThat(
            DeviceNames.inKernelArguments(
                "linux /vmlinuz root=/dev/hda2 ro resume=/dev/sda22", UUIDS))
        .isEqualTo("linux /vmlinuz root=UUID=abc ro resume=/dev/sda22");
    assertThat(DeviceNames.inKernelArguments("GRUB_CMDLINE_LINUX=\"root=/dev/sda2\"", UUIDS))
        .isEqualTo("GRUB_CMDLINE_LINUX=\"root=UUID=abc\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/boot/a b", "/boot/a\nrm x", "/boot/../etc/shadow", "boot/a", "/boot/\"a", "/"})
  void neverGivesStrangeNamesToDebugfs(String path) {
    assertThatThrownBy(
            () -> new GuestChanges.Write(path, temp.resolve("new-0"), 0644, false, false))
        .isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1f8b0800", "28b52ffd", "fd377a58", "425a6839", "303730373031"})
  void appendsToEveryCompressionTheKernelContinuesAfter(String magic) throws IOException {
    InitrdImage.requireAppendable(image(magic));
  }

  @ParameterizedTest
  @ValueSource(strings = {"02214c18", "04224d18", "00000000", "7f454c46", ""})
  void refusesWhatTheKernelCantContinueAfter(String magic) throws IOException {
    Path image = image(magic);
    assertThatThrownBy(() -> InitrdImage.requireAppendable(image))
        .isInstanceOf(InvalidRequest.class);
  }

  private Path image(String magic) throws IOException {
    byte[] bytes = new byte[magic.isEmpty() ? 0 : 300];
    byte[] head = java.util.HexFormat.of().parseHex(magic);
    System.arraycopy(head, 0, bytes, 0, head.length);
    if (magic.startsWith("3037")) {
      try (var out = new java.io.ByteArrayOutputStream()) {
        try (CpioArchive archive = new CpioArchive(out)) {
          archive.file("init", "x".getBytes(StandardCharsets.UTF_8));
        }
        bytes = out.toByteArray();
      }
    }
    return Files.write(temp.resolve("image"), bytes);
  }
}
