package io.wherry.server;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The layout of a data directory. */
record Folders(Path volumes, Path machines, Path pods) {
  /** Free space that volumes never get: the store and logs need some. */
  static final long RESERVE_BYTES = 256L << 20;

  /** Makes what is missing, for the owner only. */
  static Folders make(Path data) {
    Folders folders =
        new Folders(data.resolve("volumes"), data.resolve("vms"), data.resolve("pods"));
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      for (Path folder : List.of(folders.volumes(), folders.machines(), folders.pods())) {
        Path _ = Files.createDirectories(folder, ownerOnly);
      }
    } catch (IOException e) {
      throw new InvalidRequest("The data directory " + data + " cannot be used: " + e, e);
    }
    return folders;
  }
}
