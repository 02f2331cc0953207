package io.wherry.server;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The layout of a data directory. */
final class Folders {
  static final String VOLUMES = "volumes";
  static final String MACHINES = "vms";
  static final String PODS = "pods";

  /** Free space that volumes never get: the store and logs need some. */
  static final long RESERVE_BYTES = 256L << 20;

  private Folders() {}

  /** Makes what is missing, for the owner only. */
  static Map<String, Path> make(Path data) {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      for (String name : List.of(VOLUMES, MACHINES, PODS)) {
        Path _ = Files.createDirectories(data.resolve(name), ownerOnly);
      }
    } catch (IOException e) {
      throw new InvalidRequest("The data directory " + data + " cannot be used: " + e, e);
    }
    return List.of(VOLUMES, MACHINES, PODS).stream()
        .collect(Collectors.toUnmodifiableMap(n -> n, data::resolve));
  }
}
