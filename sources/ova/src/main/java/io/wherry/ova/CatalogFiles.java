package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The appliances of a directory by name, before anything is read.
 *
 * @param archives {@code .ova} files by path below the catalog, down to one sub-folder
 * @param folders {@code .ovf} files by path below the catalog, down to two sub-folders
 * @param directories everything that must be watched for changes
 * @source inventory-and-providers.md 2.7
 */
record CatalogFiles(
    TreeMap<String, Path> archives, TreeMap<String, Path> folders, TreeSet<Path> directories) {
  private static final int ARCHIVE_DEPTH = 2;
  private static final int FOLDER_DEPTH = 3;

  /** Bounds memory and the time of a look on a share somebody uses for other things, too. */
  private static final int MOST_ENTRIES = 50_000;

  /** Walks the directory. Does not follow directories that are links. Blocks. */
  static CatalogFiles find(Path root) throws IOException {
    var found = new CatalogFiles(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
    found.directories().add(root);
    Files.walkFileTree(
        root,
        EnumSet.noneOf(java.nio.file.FileVisitOption.class),
        FOLDER_DEPTH,
        found.visitor(root));
    return found;
  }

  private SimpleFileVisitor<Path> visitor(Path root) {
    int[] seen = {0};
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        if (!directory.equals(root) && isHidden(directory)) {
          return FileVisitResult.SKIP_SUBTREE;
        }
        directories().add(directory);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (++seen[0] > MOST_ENTRIES) {
          throw new InvalidRequest(
              "The catalog %s has more than %d entries. Use a directory of its own for appliances."
                  .formatted(root, MOST_ENTRIES));
        }
        if (!attributes.isDirectory() && !attributes.isOther() && !isHidden(file)) {
          add(root, file);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (file.equals(root)) {
          throw e;
        }
        return FileVisitResult.CONTINUE; // gone meanwhile, or a folder we may not read
      }
    };
  }

  private void add(Path root, Path file) {
    Path below = root.relativize(file);
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".ova") && below.getNameCount() <= ARCHIVE_DEPTH) {
      archives.put(below.toString(), file);
    } else if (name.endsWith(".ovf") && below.getNameCount() <= FOLDER_DEPTH) {
      folders.put(below.toString(), file);
    }
  }

  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  /**
   * @throws InvalidRequest the file is a link to something outside the catalog
   */
  static void mustBeInside(Path realRoot, Path file, String label) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && !file.toRealPath().startsWith(realRoot)) {
      throw new InvalidRequest(
          label + " is refused: it is a link that leaves the catalog. Put the file itself here.");
    }
  }

  /** Size and time of an archive, or of an OVF and all files beside it. */
  static CatalogEntry.Stamp stamp(Path file, List<Path> beside) throws IOException {
    BasicFileAttributes own = Files.readAttributes(file, BasicFileAttributes.class);
    long rest = 0;
    long latest = own.lastModifiedTime().toMillis();
    for (Path other : beside) {
      BasicFileAttributes its = Files.readAttributes(other, BasicFileAttributes.class);
      latest = Math.max(latest, its.lastModifiedTime().toMillis());
      rest = 31 * rest + its.size() * 17 + its.lastModifiedTime().toMillis() + other.hashCode();
    }
    return new CatalogEntry.Stamp(own.size(), latest, rest);
  }
}
