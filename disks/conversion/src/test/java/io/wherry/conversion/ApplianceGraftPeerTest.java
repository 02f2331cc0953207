package io.wherry.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appliance against layouts that need a kernel: made, converted and read back in real VMs. */
@Tag("slow")
class ApplianceGraftPeerTest {
  private static final String RHEL = "5.14.0-427.el9.x86_64";
  private static final String SUSE = "6.4.0-default";
  private static final String FEDORA = "6.8.5-301.fc40.x86_64";
  private static final String UBUNTU = "5.15.0-100-lowlatency";

  @TempDir Path temp;

  @Test
  void graftsXfsOnLvmBtrfsSubvolumesAndSeparateBoot() throws IOException {
    Path rhel = disk("rhel.raw", 800, "-n1:0:+330M", "-n2:0:0");
    Path suse = disk("suse.raw", 300, "-n1:0:0");
    Path fedora = disk("fedora.raw", 400, "-n1:0:+64M", "-n2:0:0");
    Path ubuntu = disk("ubuntu.raw", 200, "-n1:0:+48M", "-n2:0:0");
    trees();
    Path tar = temp.resolve("trees.tar");
    GuestFixture.run(
        List.of("tar", "-C", temp.resolve("trees").toString(), "-cf", tar.toString(), "."));
    new FixtureMachine(temp).run(List.of(tar, rhel, suse, fedora, ubuntu), MAKE);

    requireConverted(rhel, DiskFormat.RAW, "rhel", "/dev/mapper/rhel-root");
    requireConverted(suse, DiskFormat.RAW, "opensuse-leap", "/dev/vda1");
    requireConverted(fedora, DiskFormat.RAW, "fedora", "/dev/vda2");
    requireConverted(qcow2(ubuntu), DiskFormat.QCOW2, "ubuntu", "/dev/mapper/vg--data-root--lv");
    GuestFixture.run(
        List.of("qemu-img", "convert", "-O", "raw", ubuntu + ".qcow2", ubuntu.toString()));
    Path out = disk("out.raw", 64);
    new FixtureMachine(temp).run(List.of(out, rhel, suse, fedora, ubuntu), READ);
    Path read = Files.createDirectories(temp.resolve("read"));
    GuestFixture.run(List.of("tar", "-C", read.toString(), "-xf", out.toString()));

    requireGrafted(read.resolve("rhel-initramfs"), RHEL, ".xz");
    requireGrafted(read.resolve("suse-initrd"), SUSE, ".zst");
    requireGrafted(read.resolve("fedora-initramfs"), FEDORA, ".xz");
    requireGrafted(read.resolve("ubuntu-initrd"), UBUNTU, "");
    assertThat(Files.readString(read.resolve("rhel-dracut"))).contains("virtio_blk");
    assertThat(Files.readString(read.resolve("ubuntu-modules"))).contains("virtio_blk\n");
    assertThat(Files.readString(read.resolve("fedora-entry"))).contains("root=UUID=22222222-");
  }

  @Test
  void leavesUnknownGuestsUntouched() throws IOException {
    Path disk = disk("empty.raw", 300, "-n1:0:0");
    new FixtureMachine(temp)
        .run(List.of(disk), "mkfs.xfs -q /dev/vda1 || mkfs.btrfs -q /dev/vda1\n");
    String sum = GuestFixture.sha256(disk);
    assertThatThrownBy(() -> convert(disk, DiskFormat.RAW))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no root file system was found");
    assertThat(GuestFixture.sha256(disk)).isEqualTo(sum);
  }

  private static final String MAKE =
      """
      tar -xf /dev/vda -C /tmp || fail tar
      mkfs.xfs -q -m uuid=11111111-1111-1111-1111-111111111111 /dev/vdb1 || fail xfs
      lvm pvcreate -q /dev/vdb2 && lvm vgcreate -q rhel /dev/vdb2 && lvm lvcreate -q -Zn -Wn -y -L 320M -n root rhel || fail lvm
      mkfs.xfs -q /dev/mapper/rhel-root || fail xfs2
      mount /dev/mapper/rhel-root /mnt && mkdir /mnt/boot && mount /dev/vdb1 /mnt/boot && cp -a /tmp/rhel/. /mnt/ || fail copy1
      umount /mnt/boot /mnt || fail umount1
      mkfs.btrfs -q /dev/vdc1 && mount /dev/vdc1 /mnt || fail btrfs
      btrfs subvolume create /mnt/@ && mkdir -p /mnt/@/.snapshots/1 && btrfs subvolume create /mnt/@/.snapshots/1/snapshot || fail subvolume
      cp -a /tmp/suse/. /mnt/@/.snapshots/1/snapshot/ || fail copy2
      btrfs subvolume set-default /mnt/@/.snapshots/1/snapshot || fail default
      umount /mnt
      mkfs.ext4 -q /dev/vdd1 && mkfs.btrfs -q -U 22222222-2222-2222-2222-222222222222 /dev/vdd2 && mount /dev/vdd2 /mnt || fail fedora
      btrfs subvolume create /mnt/root && btrfs subvolume create /mnt/home && umount /mnt || fail subvolume2
      mount -o subvol=root /dev/vdd2 /mnt && mkdir /mnt/boot && mount /dev/vdd1 /mnt/boot && cp -a /tmp/fedora/. /mnt/ || fail copy3
      sed -i "s/BOOT-UUID/$(blkid -o value -s UUID /dev/vdd1)/" /mnt/etc/fstab
      umount /mnt/boot /mnt || fail umount3
      mkfs.ext4 -q -L boot /dev/vde1 || fail ext4
      lvm pvcreate -q /dev/vde2 && lvm vgcreate -q vg-data /dev/vde2 && lvm lvcreate -q -Zn -Wn -y -L 80M -n root-lv vg-data || fail lvm2
      mkfs.ext4 -q /dev/mapper/vg--data-root--lv && mount /dev/mapper/vg--data-root--lv /mnt && mkdir /mnt/boot && mount /dev/vde1 /mnt/boot && cp -a /tmp/ubuntu/. /mnt/ || fail copy4
      umount /mnt/boot /mnt || fail umount4
      """;

  private static final String READ =
      """
      lvm vgchange -q -ay
      mkdir /tmp/out
      mount /dev/vdb1 /mnt && cp /mnt/initramfs-*.x86_64.img /tmp/out/rhel-initramfs && ls /mnt/*.pre-wherry && umount /mnt || fail rhel
      mount /dev/mapper/rhel-root /mnt && cp /mnt/etc/dracut.conf.d/90-wherry-virtio.conf /tmp/out/rhel-dracut && umount /mnt || fail rhel2
      mount /dev/vdc1 /mnt && cp /mnt/boot/initrd-6.4.0-default /tmp/out/suse-initrd && umount /mnt || fail suse
      mount /dev/vdd1 /mnt && cp /mnt/initramfs-*.img /tmp/out/fedora-initramfs && cp /mnt/loader/entries/a.conf /tmp/out/fedora-entry && umount /mnt || fail fedora
      mount /dev/vde1 /mnt && cp /mnt/initrd.img-5.15.0-100-lowlatency /tmp/out/ubuntu-initrd && umount /mnt || fail ubuntu
      mount /dev/mapper/vg--data-root--lv /mnt && cp /mnt/etc/initramfs-tools/modules /tmp/out/ubuntu-modules && umount /mnt || fail ubuntu2
      tar -C /tmp/out -cf /dev/vda . || fail tar
      """;

  private void trees() {
    GuestFixture rhel = tree("rhel", "rhel", "fedora", "9.4");
    rhel.kernel(RHEL, ".xz", "/boot/initramfs-" + RHEL + ".img");
    rhel.put("etc/dracut.conf.d/placeholder", "");
    rhel.put(
        "etc/fstab",
        "/dev/mapper/rhel-root / xfs defaults 0 0\nUUID=11111111-1111-1111-1111-111111111111 /boot xfs defaults 0 0\n");
    GuestFixture suse = tree("suse", "opensuse-leap", "suse opensuse", "15.6");
    suse.kernel(SUSE, ".zst", "/boot/initrd-" + SUSE);
    suse.put("etc/dracut.conf.d/placeholder", "");
    suse.put(
        "etc/fstab",
        "UUID=x / btrfs defaults 0 0\nUUID=x /boot/grub2/i386-pc btrfs subvol=/@/b 0 0\n");
    GuestFixture fedora = tree("fedora", "fedora", "", "40");
    fedora.kernel(FEDORA, ".xz", "/boot/initramfs-" + FEDORA + ".img");
    fedora.put("etc/dracut.conf.d/placeholder", "");
    fedora.put("boot/loader/entries/a.conf", "options root=/dev/sda2 ro rootflags=subvol=root\n");
    fedora.put(
        "etc/fstab", "/dev/sda2 / btrfs subvol=root 0 0\nUUID=BOOT-UUID /boot ext4 defaults 1 2\n");
    GuestFixture ubuntu = tree("ubuntu", "ubuntu", "debian", "22.04");
    ubuntu.kernel(UBUNTU, "", "/boot/initrd.img-" + UBUNTU);
    ubuntu.put("etc/initramfs-tools/modules", "# list\n");
    ubuntu.put(
        "etc/fstab",
        "/dev/vg-data/root-lv / ext4 defaults 0 1\nLABEL=boot /boot ext4 defaults 0 2\n");
  }

  private GuestFixture tree(String name, String id, String like, String version) {
    GuestFixture fixture = new GuestFixture(temp.resolve("trees").resolve(name));
    fixture.os(id, like, version, "The " + name);
    fixture.mergedUsr();
    return fixture;
  }

  private Path disk(String name, int megabytes, String... partitions) {
    Path disk = temp.resolve(name);
    GuestFixture.run(List.of("truncate", "-s", megabytes + "M", disk.toString()));
    if (partitions.length > 0) {
      List<String> command = new java.util.ArrayList<>(List.of(Peers.need("sgdisk").toString()));
      command.addAll(Arrays.asList(partitions));
      command.add(disk.toString());
      GuestFixture.run(command);
    }
    return disk;
  }

  private static Path qcow2(Path raw) {
    Path qcow2 = raw.resolveSibling(raw.getFileName() + ".qcow2");
    GuestFixture.run(
        List.of("qemu-img", "convert", "-O", "qcow2", raw.toString(), qcow2.toString()));
    return qcow2;
  }

  private void requireConverted(Path disk, DiskFormat format, String os, String root) {
    ConversionResult result = convert(disk, format);
    assertThat(result.engine()).isEqualTo("express");
    assertThat(result.os().id()).isEqualTo(os);
    assertThat(result.rootDevice()).isEqualTo(root);
    assertThat(result.reason()).contains("conversion appliance");
  }

  private ConversionResult convert(Path disk, DiskFormat format) {
    return new Converter(ConversionTools.standard())
        .convert(
            new ConversionRequest(
                "web",
                List.of(new GuestDisk(disk, format)),
                EngineChoice.EXPRESS,
                Optional.empty(),
                0,
                temp.resolve("work-" + disk.getFileName())),
            (_, _) -> {});
  }

  private static void requireGrafted(Path initrd, String version, String suffix)
      throws IOException {
    byte[] original = GuestFixture.gzip("the initramfs of " + version + "\n".repeat(5000));
    byte[] after = Files.readAllBytes(initrd);
    assertThat(Arrays.copyOf(after, original.length)).isEqualTo(original);
    Path added = initrd.resolveSibling(initrd.getFileName() + ".cpio");
    Files.write(
        added, Arrays.copyOfRange(after, (original.length + 511) / 512 * 512, after.length));
    String list =
        GuestFixture.run(List.of("sh", "-c", "cpio -it --quiet < \"$1\"", "sh", added.toString()));
    assertThat(list.lines())
        .contains("lib/modules/" + version + "/kernel/drivers/block/virtio_blk.ko" + suffix)
        .contains("lib/modules/" + version + "/modules.alias.bin", "wherry-graft")
        .doesNotContain("lib");
  }
}
