package io.wherry.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds a file server's directory on this machine: a local one, or one that is mounted. */
final class Shares {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1");

  private Shares() {}

  /** The local directory of {@code server:path}. */
  static Path locate(String server, String path) throws CannotRun {
    Path wanted = Path.of(path).normalize();
    Optional<Path> place =
        HERE.contains(server) ? Optional.of(wanted) : mounted(readMounts(), server, wanted);
    if (place.isEmpty()) {
      throw CannotRun.notYet(
          "The share %s:%s is not mounted on this machine. Mount it (mount -t nfs %s:%s DIR)."
              .formatted(server, path, server, path));
    }
    if (!Files.isDirectory(place.get())) {
      throw CannotRun.notYet("The directory " + place.get() + " does not exist on this machine.");
    }
    return place.get();
  }

  /** Where a mount table shows the share, or a directory above it. */
  static Optional<Path> mounted(List<String> table, String server, Path wanted) {
    for (String line : table) {
      String[] words = line.split(" ");
      int colon = words[0].lastIndexOf(":/");
      if (words.length > 2 && colon > 0 && words[0].substring(0, colon).equals(server)) {
        Path export = Path.of(unescape(words[0].substring(colon + 1)));
        if (wanted.startsWith(export)) {
          return Optional.of(Path.of(unescape(words[1])).resolve(export.relativize(wanted)));
        }
      }
    }
    return Optional.empty();
  }

  private static String unescape(String word) {
    return word.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  private static List<String> readMounts() {
    try {
      return Files.readAllLines(MOUNTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
