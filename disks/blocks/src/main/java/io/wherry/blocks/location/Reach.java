package io.wherry.blocks.location;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.DiskImages.Siblings;
import io.wherry.blocks.FileRegion;
import io.wherry.blocks.location.ReadOptions.Writers;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files that an image of this machine may refer to: plain files in its own folder and in
 * folders that were named, wherever symbolic links lead. An image whose format nobody stated may
 * refer to none: a guest can write such a header to the start of its raw disk and would be handed
 * the disks of others.
 */
final class Reach implements Siblings {
  private final Path image;
  private final List<Path> folders;
  private final Format format;
  private final Writers writers;

  /** How the format of the image is known. */
  enum Format {
    /** The caller said it, or the name of the file does. */
    STATED,
    /** Only the first bytes of the file. */
    GUESSED
  }

  private Reach(Path image, List<Path> folders, Format format, Writers writers) {
    this.image = image;
    this.folders = folders;
    this.format = format;
    this.writers = writers;
  }

  /** What an image may refer to: files of its own folder and of the named ones. */
  static Reach of(Path image, ReadOptions options, Format format) {
    Stream<Path> all = Stream.concat(Stream.of(folder(image)), options.folders().stream());
    return new Reach(image, all.map(Reach::real).toList(), format, options.writers());
  }

  private static Path folder(Path image) {
    return Objects.requireNonNull(image.toAbsolutePath().getParent());
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new InvalidRequest("The folder " + path + " cannot be reached: " + e.getMessage(), e);
    }
  }

  @Override
  public ByteSource open(String name) {
    if (format == Format.GUESSED) {
      throw refused(
          name,
          "but nobody stated its format. State it (--format) if this image is to be trusted: what lies in that file would be copied as its content.");
    }
    Path file = locate(name);
    boolean within = folders.stream().anyMatch(f -> f.equals(file.getParent()));
    if (!within) {
      throw refused(
          name,
          "which does not lie beside it. If it is meant, allow its folder: --backing-folder DIR.");
    }
    if (!Files.isRegularFile(file)) {
      throw refused(name, "which is no plain file.");
    }
    FileRegion opened = FileRegion.open(file);
    return writers == Writers.REFUSED ? opened.lock() : opened;
  }

  private Path locate(String name) {
    try {
      // QEMU would take 'json:…' or 'nbd:…' for something else than a file.
      if (name.isEmpty() || name.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*")) {
        throw refused(name, "which is no file beside it. Only files are opened here.");
      }
      return folder(image).resolve(name).toRealPath();
    } catch (IOException | InvalidPathException _) {
      throw refused(name, "which is missing.");
    }
  }

  private InvalidRequest refused(String name, String why) {
    return new InvalidRequest("%s refers to the file '%s', %s".formatted(image, name, why));
  }

  @Override
  public Siblings of(String name) {
    return new Reach(folder(image).resolve(name), folders, Format.STATED, writers);
  }
}
