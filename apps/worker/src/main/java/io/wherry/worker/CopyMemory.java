package io.wherry.worker;

import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a copy remembers of a target disk between runs: a folder beside the disk, so that it shares
 * the disk's fate. Devices keep it in the pod's work folder.
 */
record CopyMemory(Path folder, String stem) {
  private static final String WORK = ".wherry";

  static CopyMemory of(Path disk) {
    Path beside = Objects.requireNonNull(disk.toAbsolutePath().getParent());
    Path folder = beside.startsWith("/dev") ? Path.of(WORK).toAbsolutePath() : beside.resolve(WORK);
    return new CopyMemory(folder, disk.getFileName() + ".journal");
  }

  /** The copy engine's journal; another file may lie beside it. Makes the folder. */
  Path journal() {
    try {
      return Files.createDirectories(folder).resolve(stem);
    } catch (IOException e) {
      throw new PeerRefused("The folder " + folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  /** Nothing is known of the disk any more. Repeatable. */
  void forget() {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, stem + "*")) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new PeerRefused("The folder " + folder + " cannot be emptied: " + e.getMessage(), e);
    }
  }
}
