package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one appliance: members of a tar archive, or files of a folder.
 *
 * @param label for messages: path of the appliance below the catalog
 * @param cut why the files are not complete, when they are not
 * @param mayGrow nothing says that there are no more files to come
 */
record Bundle(String label, Map<String, Region> files, Optional<String> cut, boolean mayGrow) {
  private static final int MOST_FILES = 4096;

  /** Reads the headers of an archive. Blocks. */
  static Bundle ofArchive(String label, Path file) throws IOException {
    TarIndex index = TarIndex.of(file);
    return new Bundle(label, index.members(), index.cut(), !index.marked());
  }

  /**
   * The files beside an unpacked OVF. Links that leave the folder, and everything that is no plain
   * file, are left out; so nothing outside the folder can be read through an OVF.
   */
  static Bundle ofFolder(String label, Path folder) throws IOException {
    Path real = folder.toRealPath();
    Map<String, Region> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(real, 2)) {
      List<Path> some = all.limit(MOST_FILES + 1L).toList();
      if (some.size() > MOST_FILES) {
        throw new InvalidRequest(label + " is refused: its folder has too many files.");
      }
      for (Path file : some) {
        if (isInside(real, file)) {
          String name = real.relativize(file).toString();
          files.put(name, new Region(file, 0, Files.size(file), label + "/" + name));
        }
      }
    }
    return new Bundle(label, files, Optional.empty(), true);
  }

  private static boolean isInside(Path real, Path file) {
    try {
      return Files.isRegularFile(file)
          && (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
              || file.toRealPath().startsWith(real));
    } catch (IOException e) {
      return false; // a link to nowhere, or a file that has just gone
    }
  }

  Optional<Region> find(String name) {
    return Optional.ofNullable(files.get(name));
  }
}
