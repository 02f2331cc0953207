package io.wherry.conversion;

import io.wherry.peers.Peers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** A fake guest: the layout of a distribution as a directory tree, on real file systems. */
final class GuestFixture {
  static final String VIRTIO_DEP =
      """
      kernel/drivers/virtio/virtio.ko%1$s: kernel/drivers/virtio/virtio_ring.ko%1$s
      kernel/drivers/virtio/virtio_ring.ko%1$s:
      kernel/drivers/virtio/virtio_pci.ko%1$s: kernel/drivers/virtio/virtio.ko%1$s kernel/drivers/virtio/virtio_ring.ko%1$s
      kernel/drivers/block/virtio_blk.ko%1$s: kernel/drivers/virtio/virtio.ko%1$s kernel/drivers/virtio/virtio_ring.ko%1$s
      kernel/drivers/scsi/virtio_scsi.ko%1$s: kernel/drivers/virtio/virtio.ko%1$s kernel/drivers/virtio/virtio_ring.ko%1$s
      kernel/drivers/net/virtio_net.ko%1$s: kernel/drivers/virtio/virtio.ko%1$s kernel/drivers/virtio/virtio_ring.ko%1$s
      kernel/drivers/scsi/sd_mod.ko%1$s:
      """;

  private final Path tree;

  GuestFixture(Path tree) {
    this.tree = tree;
  }

  Path tree() {
    return tree;
  }

  /** Debian with a merged /usr. */
  static GuestFixture debian(Path tree) {
    GuestFixture f = new GuestFixture(tree);
    f.os("debian", "", "12", "Debian GNU/Linux 12 (bookworm)");
    f.mergedUsr();
    f.kernel("6.1.0-10-amd64", "", "/boot/initrd.img-6.1.0-10-amd64");
    f.put("etc/initramfs-tools/modules", "# modules\nvmw_pvscsi\n");
    f.put("etc/fstab", "UUID=11111111-2222-3333-4444-555555555555 / ext4 defaults 0 1\n");
    return f;
  }

  void os(String id, String like, String version, String name) {
    put(
        "usr/lib/os-release",
        "ID=%s\nID_LIKE=\"%s\"\nVERSION_ID=\"%s\"\nPRETTY_NAME=\"%s\"\n"
            .formatted(id, like, version, name));
    link("etc/os-release", "../usr/lib/os-release");
  }

  void mergedUsr() {
    put("usr/lib/placeholder", "x");
    put("usr/bin/placeholder", "x");
    link("lib", "usr/lib");
    link("bin", "usr/bin");
  }

  /**
   * A kernel with virtio modules and a gzip-compressed initramfs.
   *
   * @param suffix compression of the modules: empty, {@code .xz}, {@code .zst}
   */
  void kernel(String version, String suffix, String initrd) {
    String home = "usr/lib/modules/" + version + "/";
    String dep = VIRTIO_DEP.formatted(suffix);
    put(home + "modules.dep", dep);
    put(home + "modules.builtin", "kernel/fs/ext4/ext4.ko\n");
    put(home + "modules.alias", "alias virtio:d00000002v* virtio_blk\n");
    put(home + "modules.alias.bin", "binary alias index");
    dep.lines().forEach(l -> put(home + l.substring(0, l.indexOf(':')), "module " + l));
    put(initrd.substring(1), gzip("the initramfs of " + version + "\n".repeat(5000)));
  }

  void put(String path, String text) {
    put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  void put(String path, byte[] bytes) {
    try {
      Path file = tree.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void link(String path, String target) {
    try {
      Path file = tree.resolve(path);
      Files.createDirectories(file.getParent());
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(file, Path.of(target));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** An MBR disk whose first partition, 1 MiB in, is ext with this tree. */
  Path onExt(Path disk, int megabytes, String... mkfsOptions) {
    Path mkfs = Peers.need("mkfs.ext4");
    Path partition = disk.resolveSibling(disk.getFileName() + ".part");
    List<String> command = new ArrayList<>(List.of(mkfs.toString(), "-q", "-F"));
    command.addAll(List.of("-U", "11111111-2222-3333-4444-555555555555", "-m", "0"));
    command.addAll(List.of(mkfsOptions));
    command.addAll(List.of("-d", tree.toString(), partition.toString(), (megabytes - 1) + "M"));
    run(command);
    try {
      run(List.of("truncate", "-s", megabytes + "M", disk.toString()));
      try (java.io.RandomAccessFile out = new java.io.RandomAccessFile(disk.toFile(), "rw")) {
        out.write(mbr(2048, (megabytes - 1) * 2048));
      }
      run(
          List.of(
              "dd",
              "if=" + partition,
              "of=" + disk,
              "bs=1M",
              "seek=1",
              "conv=notrunc,sparse",
              "status=none"));
      Files.delete(partition);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return disk;
  }

  private static byte[] mbr(int start, int sectors) {
    java.nio.ByteBuffer b =
        java.nio.ByteBuffer.allocate(512).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    b.putLong(0, 0x1122334455667788L);
    b.put(446, (byte) 0x80).put(450, (byte) 0x83).putInt(454, start).putInt(458, sectors);
    b.putShort(510, (short) 0xaa55);
    return b.array();
  }

  static String run(List<String> command) {
    return run(command, 0);
  }

  static String run(List<String> command, int expected) {
    try {
      Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
      p.getOutputStream().close();
      String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!p.waitFor(2, TimeUnit.MINUTES) || p.exitValue() != expected) {
        throw new IllegalStateException(command + " ended with " + p.exitValue() + ": " + out);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sha256(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (var in = Files.newInputStream(file)) {
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of the partition by debugfs, which is not our reader. */
  static byte[] dump(Path disk, String path, Path to) {
    run(
        List.of(
            Peers.need("debugfs").toString(),
            "-R",
            "dump " + path + " " + to,
            disk + "?offset=1048576"));
    try {
      return Files.exists(to) ? Files.readAllBytes(to) : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void requireClean(Path disk) {
    run(List.of(Peers.need("e2fsck").toString(), "-fn", disk + "?offset=1048576"));
  }
}
