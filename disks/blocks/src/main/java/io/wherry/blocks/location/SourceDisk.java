package io.wherry.blocks.location;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.FileRegion;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.nbd.NbdDisk;
import io.wherry.blocks.nbd.NbdOptions;
import io.wherry.blocks.nbd.QemuNbd;
import io.wherry.blocks.s3.S3Options;
import io.wherry.blocks.s3.S3Source;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A disk that is open for reading.
 *
 * @param format of the image
 * @param version changes when the bytes may have changed, empty when unknown
 * @param reader closed with this object
 */
public record SourceDisk(DiskFormat format, String version, BlockReader reader)
    implements AutoCloseable {
  private static final int BACKING_AT = 8;
  private static final int FEATURES_AT = 72;
  private static final int QCOW2_HEAD = 80;
  private static final long EXTERNAL_DATA = 4;

  /**
   * Opens a disk. Blocks.
   *
   * @param format what the image is; empty finds out
   * @param s3 for objects in S3
   * @throws InvalidRequest there is no such disk, or it is damaged
   * @throws PeerUnavailable it cannot be reached
   */
  public static SourceDisk open(DiskLocation location, Optional<DiskFormat> format, S3Options s3) {
    return switch (location) {
      case DiskLocation.Local local -> local(local.path(), format);
      case DiskLocation.Nbd nbd -> {
        NbdDisk disk = NbdDisk.open(nbd.address(), NbdOptions.STANDARD);
        yield new SourceDisk(DiskFormat.RAW, disk.version(), disk);
      }
      case DiskLocation.Http http ->
          remote(HttpSource.open(http.address(), HttpOptions.STANDARD), format);
      case DiskLocation.S3 object -> remote(S3Source.open(object.address(), s3), format);
    };
  }

  private static SourceDisk local(Path path, Optional<DiskFormat> format) {
    FileRegion file = file(path);
    DiskFormat kind = detected(file, format);
    if (kind.reading() == DiskFormat.Reading.BY_QEMU) {
      String version = version(file, kind);
      file.close();
      return new SourceDisk(kind, version, QemuNbd.openReadOnly(path, kind.word()));
    }
    return image(file, kind, siblings(path));
  }

  private static FileRegion file(Path path) {
    if (!Files.exists(path) || Files.isDirectory(path)) {
      throw new InvalidRequest("There is no disk at " + path + ".");
    }
    if (Files.isRegularFile(path)) {
      return FileRegion.open(path);
    }
    // Only an open device tells its size.
    try (FileChannel device = FileChannel.open(path, StandardOpenOption.READ)) {
      return FileRegion.open(path, 0, device.size(), path.toString());
    } catch (IOException e) {
      throw new PeerUnavailable(path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static DiskFormat detected(ByteSource source, Optional<DiskFormat> format) {
    try {
      return format.orElseGet(() -> DiskFormat.detect(source));
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static SourceDisk remote(ByteSource source, Optional<DiskFormat> format) {
    DiskFormat kind = detected(source, format);
    if (kind.reading() == DiskFormat.Reading.BY_QEMU) {
      String name = source.name();
      source.close();
      throw new InvalidRequest(
          "%s is a %s image, which is read from files of this machine only. Fetch it first, or serve it with qemu-nbd and use its nbd:// address."
              .formatted(name, kind.word()));
    }
    return image(source, kind, DiskImages.Siblings.none(source.name()));
  }

  private static SourceDisk image(
      ByteSource source, DiskFormat kind, DiskImages.Siblings siblings) {
    try {
      BlockReader reader =
          kind == DiskFormat.RAW ? DiskImages.raw(source) : DiskImages.open(source, siblings);
      return new SourceDisk(kind, reader.version(), reader);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static DiskImages.Siblings siblings(Path image) {
    return name -> {
      Path sibling = image.resolveSibling(name);
      if (!Path.of(name).getFileName().toString().equals(name) || !Files.isRegularFile(sibling)) {
        throw new InvalidRequest(
            "%s refers to the file '%s', which does not lie beside it.".formatted(image, name));
      }
      return FileRegion.open(sibling);
    };
  }

  /** An image that others carry a part of is not known by its own file. */
  private static String version(FileRegion file, DiskFormat kind) {
    if (kind != DiskFormat.QCOW2) {
      return "";
    }
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(QCOW2_HEAD, file.size()));
    file.read(0, head);
    boolean old = head.capacity() < QCOW2_HEAD || head.getInt(Integer.BYTES) < 3;
    boolean alone =
        head.capacity() >= FEATURES_AT
            && head.getLong(BACKING_AT) == 0
            && (old || (head.getLong(FEATURES_AT) & EXTERNAL_DATA) == 0);
    return alone ? file.version() : "";
  }

  @Override
  public void close() {
    reader.close();
  }
}
