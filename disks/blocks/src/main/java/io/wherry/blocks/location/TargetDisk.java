package io.wherry.blocks.location;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.RawFile;
import io.wherry.blocks.copy.DiskCopy;
import io.wherry.blocks.nbd.NbdDisk;
import io.wherry.blocks.nbd.NbdOptions;
import io.wherry.blocks.nbd.QemuNbd;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A disk that is open for writing and for reading back.
 *
 * @param writer closed with this object
 * @param readBack the same disk
 * @param blank what it holds before the first byte
 */
public record TargetDisk(BlockWriter writer, BlockReader readBack, DiskCopy.Blank blank)
    implements AutoCloseable {
  /** Writing a whole disk's zeros takes its time. */
  private static final long QEMU_IMG_SECONDS = 3600;

  private static final int PIECE = 4 << 20;

  /** Room that a raw file gets before it is written. */
  public enum Preallocation {
    /** None: the file is sparse. */
    OFF,
    /** Blocks are reserved. */
    FALLOC,
    /** Zeros are written. */
    FULL
  }

  /**
   * What a target is like.
   *
   * @param format raw or qcow2, for files
   * @param size bytes of the disk
   */
  public record Shape(DiskFormat format, long size, Preallocation preallocation) {
    private BlockWriter reserving(BlockWriter disk) {
      return preallocation == Preallocation.OFF ? disk : new ReservedWriter(disk);
    }
  }

  /**
   * Opens a target; a file is made where none is. Blocks.
   *
   * @throws InvalidRequest nothing can be written there
   * @throws PeerRefused it is too small, or refuses
   */
  public static TargetDisk open(DiskLocation location, Shape shape) {
    return switch (location) {
      case DiskLocation.Local local when shape.format() == DiskFormat.QCOW2 ->
          qcow2(local.path(), shape);
      case DiskLocation.Local local when shape.format() == DiskFormat.RAW ->
          raw(local.path(), shape);
      case DiskLocation.Local _ ->
          throw new InvalidRequest(
              "Disks are written as raw or qcow2, not as " + shape.format().word() + ".");
      case DiskLocation.Nbd nbd -> nbd(NbdDisk.open(nbd.address(), NbdOptions.STANDARD));
      case DiskLocation.Http _, DiskLocation.S3 _ ->
          throw new InvalidRequest(
              location + " cannot be written. Use a file, a block device or an nbd:// address.");
    };
  }

  private static TargetDisk raw(Path path, Shape shape) {
    RawFile file = RawFile.open(path, shape.size());
    return new TargetDisk(
        shape.reserving(file),
        file,
        () -> {
          file.wipe();
          allocate(file, shape);
          return DiskCopy.Blank.State.ZEROS;
        });
  }

  private static void allocate(RawFile file, Shape shape) {
    switch (shape.preallocation()) {
      case OFF -> {}
      case FALLOC -> file.zero(0, shape.size(), BlockWriter.Hole.FORBIDDEN);
      case FULL -> {
        ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);
        for (long at = 0; at < shape.size(); at += PIECE) {
          file.write(at, zeros.clear().limit((int) Math.min(PIECE, shape.size() - at)));
        }
      }
    }
  }

  private static TargetDisk nbd(NbdDisk disk) {
    if (disk.isReadOnly()) {
      disk.close();
      throw new InvalidRequest("The NBD server offers this disk for reading only.");
    }
    return new TargetDisk(disk, disk, () -> DiskCopy.Blank.State.UNKNOWN);
  }

  private static TargetDisk qcow2(Path path, Shape shape) {
    boolean fresh = !Files.exists(path);
    if (fresh) {
      create(path, shape);
    }
    QemuNbd disk = QemuNbd.open(path, DiskFormat.QCOW2.word());
    return new TargetDisk(
        shape.reserving(disk),
        disk,
        () -> fresh ? DiskCopy.Blank.State.ZEROS : DiskCopy.Blank.State.UNKNOWN);
  }

  private static void create(Path path, Shape shape) {
    String room = shape.preallocation().name().toLowerCase(Locale.ROOT);
    try {
      Process process =
          new ProcessBuilder(
                  "qemu-img",
                  "create",
                  "-q",
                  "-f",
                  "qcow2",
                  "-o",
                  "preallocation=" + room,
                  path.toAbsolutePath().toString(),
                  Long.toString(shape.size()))
              .redirectErrorStream(true)
              .start();
      String words =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(QEMU_IMG_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new PeerRefused("qemu-img cannot make " + path + ": " + words);
      }
    } catch (IOException e) {
      throw new PeerRefused(
          "qemu-img cannot be started: " + e.getMessage() + ". Install it: qemu-utils.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerRefused("Interrupted while " + path + " was made.", e);
    }
  }

  @Override
  public void close() {
    writer.close(); // the reader is the same object
  }
}
