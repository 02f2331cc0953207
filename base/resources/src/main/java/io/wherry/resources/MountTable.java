package io.wherry.resources;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where a directory of a file server is on this machine: the meaning of {@code server:/path}
 * where nothing can be mounted on demand. Pure; the caller reads the table.
 */
public final class MountTable {
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  private record Mount(String device, Path at) {}

  private final List<Mount> mounts = new ArrayList<>();

  private MountTable() {}

  /** Reads the text of {@code /proc/self/mounts}. */
  public static MountTable parse(String text) {
    MountTable table = new MountTable();
    for (String line : text.split("\n")) {
      String[] fields = line.split(" ");
      if (fields.length > 2 && fields[2].startsWith("nfs")) {
        table.mounts.add(new Mount(plain(fields[0]), Path.of(plain(fields[1]))));
      }
    }
    return table;
  }

  /** True when the server's directories are directories of this machine. */
  public static boolean isHere(String server) {
    return HERE.contains(server);
  }

  /**
   * The local directory for a directory of a server. The one that is nearest to it wins when
   * several exports are mounted.
   *
   * @param path absolute path on the server
   */
  public Optional<Path> find(String server, String path) {
    Path wanted = Path.of(path).normalize();
    if (isHere(server)) {
      return Optional.of(wanted);
    }
    Optional<Path> best = Optional.empty();
    int bestLength = -1;
    for (Mount mount : mounts) {
      String prefix = server + ":/";
      if (mount.device().startsWith(prefix)) {
        Path exported = Path.of(mount.device().substring(server.length() + 1)).normalize();
        if (wanted.startsWith(exported) && exported.getNameCount() > bestLength) {
          bestLength = exported.getNameCount();
          best = Optional.of(mount.at().resolve(exported.relativize(wanted)).normalize());
        }
      }
    }
    return best;
  }

  /** Undoes the kernel's octal escapes of blanks and backslashes. */
  private static String plain(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
