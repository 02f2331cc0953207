package io.wherry.cli.disk;

import io.wherry.blocks.location.DiskLocation;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the journal of a target lies. */
record JournalPlace(Path file) {
  private static final String ENDING = ".wherry-journal";
  private static final String GRANULES = ".granules";

  static JournalPlace of(DiskLocation target, Optional<Path> given) {
    if (given.isPresent()) {
      return new JournalPlace(given.get().toAbsolutePath());
    }
    if (target instanceof DiskLocation.Local local
        && (!Files.exists(local.path()) || Files.isRegularFile(local.path()))) {
      return new JournalPlace(beside(local.path().toAbsolutePath()));
    }
    throw new InvalidRequest(
        "Beside %s is no place for a journal. Name a file that is kept as long as the disk: --journal FILE."
            .formatted(target));
  }

  static Path beside(Path disk) {
    return disk.resolveSibling(disk.getFileName() + ENDING);
  }

  void forget() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(file.resolveSibling(file.getFileName() + GRANULES));
  }

  /**
   * A journal of a file that is gone speaks of nothing; a file without a journal is not ours. Of
   * one that is not there yet the journal comes first, so that a copy killed in between can go on.
   */
  void claim(DiskLocation target) throws IOException {
    if (!(target instanceof DiskLocation.Local local)) {
      return;
    }
    boolean something = Files.isRegularFile(local.path()) && Files.size(local.path()) > 0;
    if (!Files.exists(local.path())) {
      forget();
      Path _ = Files.createFile(file);
    } else if (something && !Files.exists(file)) {
      throw new InvalidRequest(
          "%s exists, and no journal says that it is a copy. Use another name, or --restart to overwrite it."
              .formatted(target));
    }
  }

  static void refuseSame(DiskLocation source, DiskLocation target) throws IOException {
    if (source instanceof DiskLocation.Local from
        && target instanceof DiskLocation.Local to
        && Files.exists(from.path())
        && Files.exists(to.path())
        && Files.isSameFile(from.path(), to.path())) {
      throw new InvalidRequest(source + " and " + target + " are the same disk.");
    }
  }
}
