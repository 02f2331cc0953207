package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a catalog is: {@code localhost:/dir}, {@code nfsserver:/export}, or — for a worker, which
 * sees the share mounted — {@code file:/dir}.
 *
 * @param server {@code file} for a directory that needs no share
 */
record OvaUrl(String server, String path) {
  private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:]+]|[^:/\\s\\[\\]]+):(/.*)");

  /** Pseudo server of catalogs that are already mounted. */
  static final String MOUNTED = "file";

  /**
   * @throws InvalidRequest not {@code server:/path}
   */
  static OvaUrl parse(String url) {
    Matcher m = FORM.matcher(url.trim());
    if (!m.matches() || url.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidRequest(
          "The URL '%s' of an OVA provider must be server:/absolute/path, for example localhost:/var/lib/appliances or nfs.example.org:/export/ova."
              .formatted(url));
    }
    String path = m.group(2).replaceAll("^/{2,}", "/");
    return new OvaUrl(m.group(1), path);
  }

  boolean needsShare() {
    return !server.equals(MOUNTED);
  }

  /**
   * The directory on this machine. Blocks.
   *
   * @param mounts the kernel's table of mounts
   * @throws PeerUnavailable the share is not mounted, or the directory cannot be read
   */
  Path directory(Path mounts) {
    Path found = needsShare() ? mounted(mounts) : Path.of(path);
    if (!Files.isDirectory(found)) {
      throw new PeerUnavailable(
          "The catalog %s is no directory on this machine. Create it, or correct the provider's url."
              .formatted(found));
    }
    if (!Files.isReadable(found) || !Files.isExecutable(found)) {
      throw new PeerUnavailable("The catalog %s may not be read by Wherry.".formatted(found));
    }
    return found;
  }

  private Path mounted(Path mounts) {
    if (MountTable.isHere(server)) {
      return Path.of(path).normalize();
    }
    try {
      return MountTable.parse(Files.readString(mounts))
          .find(server, path)
          .orElseThrow(() ->
              new PeerUnavailable(
                  "The share %s:%s is not mounted on this machine. Mount it (mount -t nfs -o ro %s:%s /mnt), Wherry finds it by itself."
                      .formatted(server, path, server, path)));
    } catch (IOException e) {
      throw new PeerUnavailable("The mounts of this machine cannot be read: " + e.getMessage(), e);
    }
  }
}
