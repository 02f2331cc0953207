package io.wherry.conversion;

import io.wherry.peers.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small VM that makes and reads file systems the host can't or must not mount: XFS, btrfs with
 * subvolumes, LVM. Not the conversion appliance: same kernel, own script.
 */
final class FixtureMachine {
  private static final String PROLOGUE =
      """
      #!/bin/busybox sh
      B=/bin/busybox
      $B mkdir -p /proc /sys /dev /tmp /run /etc /sbin /mnt /in
      $B mount -t proc proc /proc
      $B mount -t sysfs sysfs /sys
      $B mount -t devtmpfs devtmpfs /dev
      $B --install -s /bin
      export PATH=/bin:/sbin:/usr/bin:/usr/sbin
      mount -t tmpfs tmpfs /tmp
      for m in virtio_pci virtio_blk crc32c_generic ext4 xfs xor raid6_pq xxhash_generic btrfs dm_mod; do modprobe -q $m; done
      sleep 0.5
      lvm() { /usr/sbin/lvm "$@" --config 'activation { udev_sync=0 udev_rules=0 verify_udev_operations=0 }'; }
      fail() { echo "fixture failed: $*"; sync; reboot -f; }
      """;

  private static final String EPILOGUE =
      """
      sync
      echo fixture-done
      reboot -f
      """;

  private final Path temp;

  FixtureMachine(Path temp) {
    this.temp = temp;
  }

  /** Runs the script with the raw disks as /dev/vda, /dev/vdb and so on. */
  void run(List<Path> disks, String script) throws IOException {
    Path qemu = Peers.need("qemu-system-x86_64");
    Path busybox = Peers.need("busybox");
    Path work = Files.createDirectories(temp.resolve("fixture-machine"));
    ConversionRequest request =
        new ConversionRequest(
            "fixture",
            List.of(new GuestDisk(disks.getFirst(), DiskFormat.RAW)),
            EngineChoice.AUTO,
            Optional.empty(),
            0,
            work);
    ApplianceImage image =
        new ApplianceImage(new Session(request, ConversionTools.standard(), (_, _) -> {}));
    Path kernel = image.kernel().orElse(null);
    if (kernel == null) {
      Peers.missing("no kernel with modules in /boot");
    }
    Path initrd = work.resolve("initrd");
    byte[] init = (PROLOGUE + script + EPILOGUE).getBytes(StandardCharsets.UTF_8);
    List<String> programs =
        List.of("blkid", "lvm", "mkfs.xfs", "mkfs.btrfs", "btrfs", "mkfs.ext4", "cpio");
    image.write(kernel, busybox, initrd, new ApplianceImage.Content(init, programs));
    List<String> command =
        new ArrayList<>(List.of(qemu.toString(), "-nodefaults", "-machine", "pc"));
    command.addAll(
        List.of("-accel", "tcg,thread=multi,tb-size=64", "-m", "524296k", "-display", "none"));
    command.addAll(List.of("-no-reboot", "-serial", "stdio", "-kernel", kernel.toString()));
    command.addAll(List.of("-initrd", initrd.toString()));
    command.addAll(List.of("-append", "console=ttyS0 quiet panic=-1"));
    for (Path disk : disks) {
      command.addAll(List.of("-drive", "if=virtio,format=raw,cache=unsafe,file=" + disk));
    }
    List<String> lines = new ArrayList<>();
    new SupervisedProcess(command, work.resolve("log"), Map.of(), Duration.ofMinutes(3))
        .run(lines::add);
    if (lines.stream().noneMatch(l -> l.contains("fixture-done"))) {
      throw new IllegalStateException("fixture machine: " + String.join("\n", lines));
    }
  }
}
