package io.wherry.blocks.location;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.FileRegion;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.location.ReadOptions.Writers;
import io.wherry.blocks.nbd.NbdDisk;
import io.wherry.blocks.nbd.NbdOptions;
import io.wherry.blocks.nbd.QemuNbd;
import io.wherry.blocks.qcow2.Qcow2Reader;
import io.wherry.blocks.s3.S3Source;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.nio.file.Path;
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
  /**
   * Opens a disk. Blocks.
   *
   * @throws InvalidRequest there is no such disk, it is damaged, or refers to files out of reach
   * @throws PeerUnavailable it cannot be reached
   */
  public static SourceDisk open(DiskLocation location, ReadOptions options) {
    return switch (location) {
      case DiskLocation.Local local -> local(local.path(), options);
      case DiskLocation.Nbd nbd -> {
        NbdDisk disk = NbdDisk.open(nbd.address(), NbdOptions.STANDARD);
        yield new SourceDisk(DiskFormat.RAW, disk.version(), disk);
      }
      case DiskLocation.Http _, DiskLocation.S3 _ -> remote(bytes(location, options), options);
    };
  }

  /**
   * What an image says of itself, whether or not it can be copied; empty where there is no more
   * than a size. Blocks.
   *
   * @throws InvalidRequest there is no such disk, or its header is damaged
   */
  public static Optional<ImageFacts> facts(DiskLocation location, ReadOptions options) {
    if (location instanceof DiskLocation.Nbd) {
      return Optional.empty();
    }
    try (ByteSource source = bytes(location, options)) {
      return ImageFacts.read(source, options.format().orElseGet(() -> DiskFormat.detect(source)));
    }
  }

  private static ByteSource bytes(DiskLocation location, ReadOptions options) {
    return switch (location) {
      case DiskLocation.Local local -> FileRegion.openDisk(local.path());
      case DiskLocation.Http http -> HttpSource.open(http.address(), HttpOptions.STANDARD);
      case DiskLocation.S3 object -> S3Source.open(object.address(), options.s3());
      case DiskLocation.Nbd _ -> throw new InvalidRequest(location + " is no file.");
    };
  }

  private static SourceDisk local(Path path, ReadOptions options) {
    FileRegion file = FileRegion.openDisk(path);
    if (options.writers() == Writers.REFUSED) {
      file = file.lock();
    }
    DiskFormat kind = detected(file, options.format());
    if (kind.reading() == DiskFormat.Reading.BY_QEMU) {
      file.close();
      return new SourceDisk(kind, "", QemuNbd.openReadOnly(path, kind.word()));
    }
    boolean stated = options.format().isPresent() || kind.isNameOf(path.toString());
    Reach reach = Reach.of(path, options, stated ? Reach.Format.STATED : Reach.Format.GUESSED);
    return image(file, kind, reach);
  }

  private static DiskFormat detected(ByteSource source, Optional<DiskFormat> format) {
    try {
      return format.orElseGet(() -> DiskFormat.detect(source));
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static SourceDisk remote(ByteSource source, ReadOptions options) {
    DiskFormat kind = detected(source, options.format());
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
          switch (kind) {
            case RAW -> DiskImages.raw(source);
            case QCOW2 -> Qcow2Reader.open(source, siblings);
            default -> DiskImages.vmdk(source, siblings);
          };
      return new SourceDisk(kind, reader.version(), reader);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
