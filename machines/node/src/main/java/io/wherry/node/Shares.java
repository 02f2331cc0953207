package io.wherry.node;

import io.wherry.resources.MountTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds a file server's directory on this machine: a local one, or one that is mounted. */
final class Shares {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");

  private Shares() {}

  /** The local directory of {@code server:path}. */
  static Path locate(String server, String path) throws CannotRun {
    Optional<Path> place =
        MountTable.parse(MountTable.isHere(server) ? "" : mounts()).find(server, path);
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

  private static String mounts() {
    try {
      return Files.readString(MOUNTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
