package io.wherry.conversion;

import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs file-system tools, which parse hostile disks in C, with as little as possible: when we are
 * root, as {@code nobody} with the one capability to read (the disk belongs to root), without new
 * privileges and with bounded memory.
 */
final class Unprivileged {
  private static final String NOBODY = "65534";

  /** e2fsck of a big file system takes a few hundred MB; anything more is an attack. */
  private static final long MEMORY = 2L << 30;

  private final Optional<Path> setpriv;
  private final Optional<Path> prlimit;

  Unprivileged(ConversionTools tools) {
    boolean root = "root".equals(System.getProperty("user.name"));
    this.setpriv = root ? tools.find("setpriv") : Optional.empty();
    this.prlimit = tools.find("prlimit");
  }

  /** A new directory that the tools may write to. */
  Path directory(Path parent, String name) {
    try {
      Path directory = Files.createDirectories(parent.resolve(name));
      hand(directory);
      return directory;
    } catch (IOException e) {
      throw new PeerUnavailable(
          "Could not create a directory in " + parent + ": " + e.getMessage(), e);
    }
  }

  /** Lets the tools write to a file or directory. */
  void hand(Path path) throws IOException {
    if (setpriv.isPresent()) {
      UserPrincipal nobody =
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
      Files.setOwner(path, nobody);
    }
  }

  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>();
    setpriv.ifPresent(p ->
        all.addAll(
            List.of(
                p.toString(),
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all,+dac_read_search",
                "--ambient-caps=-all,+dac_read_search",
                "--bounding-set=-all,+dac_read_search")));
    prlimit.ifPresent(p -> all.addAll(List.of(p.toString(), "--as=" + MEMORY, "--core=0")));
    all.addAll(command);
    return all;
  }
}
