package io.wherry.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.conversion.graft.CpioArchive;
import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline graft against real ext file systems, judged by debugfs, e2fsck and cpio. */
class OfflineGraftPeerTest {
  @TempDir Path temp;

  private Path disk;

  @BeforeEach
  void needsTools() {
    Peers.need("debugfs");
    Peers.need("e2image");
    Peers.need("qemu-img");
    Peers.need("cpio");
    disk = temp.resolve("disk.raw");
  }

  @Test
  void graftsDebianWithMergedUsr() throws IOException {
    GuestFixture.debian(temp.resolve("tree")).onExt(disk, 40);
    ConversionResult result = convert(EngineChoice.EXPRESS);

    assertThat(result.engine()).isEqualTo("express");
    assertThat(result.os().id()).isEqualTo("debian");
    assertThat(result.os().version()).isEqualTo("12");
    assertThat(result.rootDevice()).isEqualTo("/dev/vda1");
    assertThat(result.firmware()).isEqualTo(Firmware.BIOS);
    assertThat(result.warnings()).isEmpty();
    requireGrafted("/boot/initrd.img-6.1.0-10-amd64", "6.1.0-10-amd64", "");
    assertThat(text("/etc/initramfs-tools/modules"))
        .isEqualTo("# modules\nvmw_pvscsi\nvirtio_pci\nvirtio_blk\nvirtio_scsi\nvirtio_net\n");
  }

  @Test
  void graftsSmallBlocksAndOldExt3() throws IOException {
    GuestFixture.debian(temp.resolve("tree")).onExt(disk, 40, "-t", "ext3", "-b", "1024");
    convert(EngineChoice.EXPRESS);
    requireGrafted("/boot/initrd.img-6.1.0-10-amd64", "6.1.0-10-amd64", "");
  }

  @Test
  void graftsUbuntuWithZstdModules() throws IOException {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    f.put("usr/lib/os-release", "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\nNAME=Ubuntu\n");
    f.kernel("6.8.0-31-generic", ".zst", "/boot/initrd.img-6.8.0-31-generic");
    f.link("boot/initrd.img", "initrd.img-6.8.0-31-generic");
    f.onExt(disk, 60);
    ConversionResult result = convert(EngineChoice.EXPRESS);
    assertThat(result.os().id()).isEqualTo("ubuntu");
    requireGrafted("/boot/initrd.img-6.1.0-10-amd64", "6.1.0-10-amd64", "");
    // initramfs-tools decompresses modules: the guest's index would not fit.
    assertThat(added("/boot/initrd.img-6.8.0-31-generic"))
        .contains("conf/conf.d/wherry-virtio", "wherry-virtio/00-virtio_ring.ko.zst")
        .noneMatch(n -> n.contains("modules."));
  }

  @Test
  void graftsRhelWithDracutAndXzModules() throws IOException {
    GuestFixture f = new GuestFixture(temp.resolve("tree"));
    f.os("rhel", "fedora", "9.4", "Red Hat Enterprise Linux 9.4 (Plow)");
    f.mergedUsr();
    f.kernel("5.14.0-427.el9.x86_64", ".xz", "/boot/initramfs-5.14.0-427.el9.x86_64.img");
    f.put("boot/initramfs-0-rescue-abc.img", "rescue");
    f.put("etc/dracut.conf.d/placeholder", "");
    f.put("etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n");
    f.put(
        "boot/loader/entries/a-5.14.0-427.el9.x86_64.conf",
        "title RHEL\noptions root=/dev/sda1 ro quiet\n");
    f.onExt(disk, 40);
    ConversionResult result = convert(EngineChoice.EXPRESS);

    requireGrafted("/boot/initramfs-5.14.0-427.el9.x86_64.img", "5.14.0-427.el9.x86_64", ".xz");
    assertThat(text("/etc/dracut.conf.d/90-wherry-virtio.conf")).contains("virtio_blk");
    assertThat(text("/boot/initramfs-0-rescue-abc.img")).isEqualTo("rescue");
    assertThat(text("/etc/fstab"))
        .isEqualTo(
            "UUID=11111111-2222-3333-4444-555555555555 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n");
    assertThat(text("/boot/loader/entries/a-5.14.0-427.el9.x86_64.conf"))
        .contains("root=UUID=11111111-2222-3333-4444-555555555555 ro");
    assertThat(result.warnings()).singleElement().asString().contains("/dev/sda2");
  }

  @Test
  void graftsSuseWithUnmergedLib() throws IOException {
    GuestFixture f = new GuestFixture(temp.resolve("tree"));
    f.os("sles", "suse", "15.5", "SUSE Linux Enterprise Server 15 SP5");
    f.kernel("5.14.21-default", ".xz", "/boot/initrd-5.14.21-default");
    Files.createDirectories(f.tree().resolve("lib"));
    Files.move(f.tree().resolve("usr/lib/modules"), f.tree().resolve("lib/modules"));
    f.put("etc/dracut.conf.d/placeholder", "");
    f.onExt(disk, 40);
    assertThat(convert(EngineChoice.AUTO).os().id()).isEqualTo("sles");
    requireGrafted("/boot/initrd-5.14.21-default", "5.14.21-default", ".xz");
  }

  @Test
  void findsTheSystemOnTheSecondDisk() throws IOException {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    f.put("etc/fstab", "/dev/sdb1 / ext4 defaults 0 1\n");
    f.onExt(disk, 40);
    Path blank = temp.resolve("blank.raw");
    Files.write(blank, new byte[1 << 20]);
    ConversionRequest request =
        new ConversionRequest(
            "web",
            List.of(new GuestDisk(blank, DiskFormat.RAW), new GuestDisk(disk, DiskFormat.RAW)),
            EngineChoice.AUTO,
            Optional.of(Firmware.UEFI),
            0,
            temp.resolve("work"));
    ConversionResult result =
        new Converter(ConversionTools.standard()).convert(request, (_, _) -> {});
    assertThat(result.rootDevice()).isEqualTo("/dev/vdb1");
    assertThat(result.firmware()).isEqualTo(Firmware.UEFI);
    assertThat(result.warnings())
        .anySatisfy(w -> assertThat(w).contains("no disk has an EFI system partition"))
        .anySatisfy(w -> assertThat(w).contains("/etc/fstab names /dev/sdb1"));
    requireGrafted("/boot/initrd.img-6.1.0-10-amd64", "6.1.0-10-amd64", "");
    assertThat(Files.readAllBytes(blank)).isEqualTo(new byte[1 << 20]);
  }

  @Test
  void changesNothingTheSecondTime() {
    GuestFixture.debian(temp.resolve("tree")).onExt(disk, 40);
    ConversionResult first = convert(EngineChoice.EXPRESS);
    String sum = GuestFixture.sha256(disk);
    assertThat(convert(EngineChoice.EXPRESS)).isEqualTo(first);
    WorkDirectory.deleteTree(temp.resolve("work"));
    assertThat(convert(EngineChoice.EXPRESS).reason()).contains("already starts on virtio");
    assertThat(GuestFixture.sha256(disk)).isEqualTo(sum);
  }

  @Test
  void leavesKernelsWithBuiltInVirtioAlone() {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    f.put(
        "usr/lib/modules/6.1.0-10-amd64/modules.builtin",
        "kernel/drivers/virtio/virtio_pci.ko\nkernel/drivers/block/virtio_blk.ko\n");
    f.put("etc/initramfs-tools/modules", "virtio_pci\nvirtio_blk\nvirtio_scsi\nvirtio_net\n");
    f.onExt(disk, 40);
    String sum = GuestFixture.sha256(disk);
    assertThat(convert(EngineChoice.EXPRESS).reason()).contains("already starts on virtio");
    assertThat(GuestFixture.sha256(disk)).isEqualTo(sum);
  }

  @Test
  void refusesKernelWithoutVirtio() {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    f.put("usr/lib/modules/6.1.0-10-amd64/modules.dep", "kernel/drivers/scsi/sd_mod.ko:\n");
    refuses(f, "no virtio_pci driver");
  }

  @Test
  void refusesLz4InitramfsBehindMicrocode() throws IOException {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    try (CpioArchive early = new CpioArchive(image)) {
      early.directory("kernel");
      early.file("kernel/microcode.bin", random(3000));
    }
    image.write(new byte[512 - image.size() % 512]);
    image.write(new byte[] {0x02, 0x21, 0x4c, 0x18, 1, 2, 3, 4});
    f.put("boot/initrd.img-6.1.0-10-amd64", image.toByteArray());
    refuses(f, "lz4");
  }

  @Test
  void refusesUnknownDistribution() {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    f.put("usr/lib/os-release", "ID=homebrew\nNAME=Homebrew\n");
    refuses(f, "distribution");
  }

  @Test
  void refusesFullFileSystem() {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    f.put("boot/initrd.img-6.1.0-10-amd64", random(12 << 20));
    refuses(f, "unknown kind");
    f.put("boot/initrd.img-6.1.0-10-amd64", gzipHead(random(24 << 20)));
    refuses(f, "KiB are needed");
  }

  @Test
  void refusesStrangeModulePaths() {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    f.put(
        "usr/lib/modules/6.1.0-10-amd64/modules.dep",
        GuestFixture.VIRTIO_DEP.formatted("") + "../../../etc/shadow.ko:\n");
    refuses(f, "strange path");
  }

  @Test
  void refusesCircularLinks() {
    GuestFixture f = GuestFixture.debian(temp.resolve("tree"));
    f.link("boot/initrd.img-6.1.0-11-amd64", "initrd.img-6.1.0-11-amd64");
    f.put("usr/lib/modules/6.1.0-11-amd64/modules.dep", "");
    refuses(f, "symbolic links");
  }

  private void refuses(GuestFixture fixture, String why) {
    WorkDirectory.deleteTree(disk);
    fixture.onExt(disk, 40);
    String sum = GuestFixture.sha256(disk);
    assertThatThrownBy(() -> convert(EngineChoice.EXPRESS))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(why)
        .hasMessageContaining("wherry.io/converter");
    assertThat(GuestFixture.sha256(disk)).isEqualTo(sum);
    assertThat(temp.resolve("work").toFile().list()).isSubsetOf("lock", "conversion.log");
  }

  private ConversionResult convert(EngineChoice engine) {
    return new Converter(ConversionTools.standard())
        .convert(
            new ConversionRequest(
                "web",
                List.of(new GuestDisk(disk, DiskFormat.RAW)),
                engine,
                Optional.empty(),
                0,
                temp.resolve("work")),
            (_, _) -> {});
  }

  private void requireGrafted(String initrd, String version, String suffix) throws IOException {
    String home = "lib/modules/" + version + "/";
    assertThat(added(initrd))
        .contains(
            home + "kernel/drivers/block/virtio_blk.ko" + suffix,
            home + "kernel/drivers/virtio/virtio_ring.ko" + suffix,
            home + "kernel/drivers/virtio/virtio_pci.ko" + suffix,
            home + "modules.dep",
            home + "modules.alias.bin")
        .doesNotContain("lib", "usr");
  }

  /** Names in the archive behind the original initramfs. */
  private List<String> added(String initrd) throws IOException {
    GuestFixture.requireClean(disk);
    byte[] before = GuestFixture.dump(disk, initrd + ".pre-wherry", temp.resolve("before"));
    byte[] after = GuestFixture.dump(disk, initrd, temp.resolve("after"));
    assertThat(before).isNotEmpty();
    assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
    int start = (before.length + 511) / 512 * 512;
    Path added = temp.resolve("added.cpio");
    Files.write(added, Arrays.copyOfRange(after, start, after.length));
    String list =
        GuestFixture.run(List.of("sh", "-c", "cpio -it --quiet < \"$1\"", "sh", added.toString()));
    return list.lines().toList();
  }

  private String text(String path) {
    return new String(GuestFixture.dump(disk, path, temp.resolve("text")), StandardCharsets.UTF_8);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new java.util.Random(7).nextBytes(bytes);
    return bytes;
  }

  private static byte[] gzipHead(byte[] bytes) {
    bytes[0] = 0x1f;
    bytes[1] = (byte) 0x8b;
    return bytes;
  }
}
