package io.wherry.volumes;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** The folder of one volume with its disk. Making and removing are repeatable at any point. */
final class VolumeFolder {
  private static final String DISK = "disk.img";
  private static final long QEMU_IMG_SECONDS = 60;

  private final VolumeSettings settings;
  private final Path root;
  private final Path folder;

  /**
   * @param root directory with one folder per volume
   * @throws InvalidRequest the name would leave the directory of volumes
   */
  VolumeFolder(VolumeSettings settings, Path root, String volume) {
    if (!volume.matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?") || volume.contains("..")) {
      throw new InvalidRequest("'" + volume + "' is not the name of a volume.");
    }
    this.settings = settings;
    this.root = root;
    this.folder = root.resolve(volume);
  }

  Path path() {
    return folder;
  }

  /** Free bytes that may still be promised. */
  long freeBytes() {
    try {
      long usable = Files.getFileStore(root).getUsableSpace();
      return Math.max(0, usable - settings.reserveBytes());
    } catch (IOException e) {
      throw new PeerUnavailable("Free space of " + root + " is unknown: " + e, e);
    }
  }

  /** Makes the folder with an empty disk of the size; an existing disk is left as it is. Blocks. */
  void create(DiskFormat format, long bytes) {
    try {
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      if (!Files.isDirectory(folder)) {
        Path _ = Files.createDirectory(folder, ownerOnly);
      }
      Path disk = folder.resolve(DISK);
      if (!Files.exists(disk)) {
        Path fresh = folder.resolve(DISK + ".new");
        boolean _ = Files.deleteIfExists(fresh);
        make(fresh, format, bytes);
        sync(fresh);
        Path _ = Files.move(fresh, disk, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        sync(root);
      }
    } catch (IOException e) {
      throw new PeerRefused("Volume " + folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  private void make(Path file, DiskFormat format, long bytes) throws IOException {
    switch (format) {
      case RAW -> {
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          // One byte behind the end and cut again: the length without writing any block.
          int _ = channel.write(java.nio.ByteBuffer.allocate(1), bytes);
          FileChannel _ = channel.truncate(bytes);
        }
      }
      case QCOW2 -> qemuImg(file, bytes);
    }
  }

  private void qemuImg(Path file, long bytes) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  settings.qemuImg(), "create", "-q", "-f", "qcow2", file.toString(), "" + bytes)
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new PeerRefused(
          "qemu-img is missing, which makes qcow2 volumes. Install it: apt-get install qemu-utils.",
          e);
    }
    try {
      String output = new String(process.getInputStream().readAllBytes()).trim();
      if (!process.waitFor(QEMU_IMG_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        Process _ = process.destroyForcibly();
        throw new IOException("qemu-img create: " + output);
      }
    } catch (InterruptedException e) {
      Process _ = process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while qemu-img made " + file, e);
    }
  }

  /** Removes the folder with everything in it; links are removed, not followed. */
  void remove() {
    if (!Files.isDirectory(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Path _ = Files.walkFileTree(folder, new Remover());
      sync(root);
    } catch (IOException e) {
      throw new PeerUnavailable("Volume " + folder + " cannot be removed: " + e.getMessage(), e);
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException problem) throws IOException {
      if (problem != null) {
        throw problem;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
