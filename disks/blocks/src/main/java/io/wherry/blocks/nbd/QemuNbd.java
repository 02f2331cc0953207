package io.wherry.blocks.nbd;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.Extent;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An image that qemu-nbd reads and writes for us. The child ends with this object; the image is
 * locked as long as it runs.
 */
public final class QemuNbd implements BlockReader, BlockWriter {
  private static final Duration START = Duration.ofSeconds(20);
  private static final long END_SECONDS = 20;
  private static final int CONNECTIONS = 16;

  /** Address space of the child: images with absurd headers must not eat the machine's memory. */
  private static final long MOST_MEMORY = 2L << 30;

  private final Child child;
  private final NbdDisk disk;
  private final boolean first;

  /** The process with its socket, shared by all connections. */
  private record Child(Process process, Path folder, Path socket, String image) {}

  private QemuNbd(Child child, NbdDisk disk, boolean first) {
    this.child = child;
    this.disk = disk;
    this.first = first;
  }

  /**
   * Opens an image for reading and writing. Blocks.
   *
   * @param format {@code qcow2} or another format of QEMU; never probed
   * @throws PeerRefused qemu-nbd is missing or refuses the image
   */
  public static QemuNbd open(Path image, String format) {
    return open(image, format, List.of("--cache=none", "--aio=threads", "--discard=unmap"));
  }

  /**
   * Opens an image for reading only. Blocks.
   *
   * @param format of QEMU; never probed
   * @throws PeerRefused qemu-nbd is missing or refuses the image
   */
  public static QemuNbd openReadOnly(Path image, String format) {
    return open(image, format, List.of("--read-only"));
  }

  private static QemuNbd open(Path image, String format, List<String> options) {
    try {
      Path folder = Files.createTempDirectory("wherry-nbd");
      Path socket = folder.resolve("s");
      Path log = folder.resolve("log");
      Process process = start(image, format, options, socket, log);
      Child child = new Child(process, folder, socket, image.toString());
      return new QemuNbd(child, connect(child, log), true);
    } catch (IOException e) {
      throw new PeerRefused(
          "qemu-nbd cannot be started: "
              + e.getMessage()
              + ". Install it: apt-get install qemu-utils util-linux.",
          e);
    }
  }

  private static Process start(
      Path image, String format, List<String> options, Path socket, Path log) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "prlimit",
                "--core=0",
                "--as=" + MOST_MEMORY,
                "qemu-nbd",
                "--persistent",
                "--shared=" + CONNECTIONS,
                "--socket=" + socket,
                "--format=" + format));
    command.addAll(options);
    command.add(image.toAbsolutePath().toString()); // a relative name may look like a protocol
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static NbdDisk connect(Child child, Path log) throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + START.toNanos();
    RuntimeException last = new PeerUnavailable("no answer");
    while (child.process().isAlive() && System.nanoTime() < end) {
      try {
        return NbdDisk.open(NbdAddress.unix(child.socket(), ""), NbdOptions.STANDARD);
      } catch (PeerUnavailable e) {
        last = e;
      }
      try {
        boolean _ = never.await(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PeerUnavailable("Interrupted while qemu-nbd started.", e);
      }
    }
    Process _ = child.process().destroyForcibly();
    String words = Files.readString(log).trim();
    throw new PeerRefused(
        "qemu-nbd refuses " + child.image() + ": " + (words.isEmpty() ? last.getMessage() : words));
  }

  @Override
  public long size() {
    return disk.size();
  }

  @Override
  public Iterable<Extent> extents() {
    return disk.extents();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    disk.read(offset, into);
  }

  @Override
  public void write(long offset, ByteBuffer from) {
    disk.write(offset, from);
  }

  @Override
  public void zero(long offset, long length, Hole hole) {
    disk.zero(offset, length, hole);
  }

  @Override
  public void flush() {
    disk.flush();
  }

  /** The image's inode: what tells its journal from that of another image. */
  @Override
  public String identity() {
    try {
      return "inode " + Files.getAttribute(Path.of(child.image()), "unix:ino");
    } catch (IOException | UnsupportedOperationException _) {
      return "";
    }
  }

  @Override
  public QemuNbd another() {
    return new QemuNbd(child, disk.another(), false);
  }

  /** The first one ends the child, which writes what it still holds. */
  @Override
  public void close() {
    disk.close();
    if (!first) {
      return;
    }
    child.process().destroy();
    try {
      if (!child.process().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        Process _ = child.process().destroyForcibly();
      }
      for (Path file : List.of(child.socket(), child.folder().resolve("log"), child.folder())) {
        boolean _ = Files.deleteIfExists(file);
      }
    } catch (InterruptedException _) {
      Process _ = child.process().destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // files in the temporary directory are all that may stay
    }
  }
}
