package io.wherry.conversion.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A guest's files, read only. Paths are absolute in the guest; symbolic links are followed inside
 * the guest and nowhere else. Everything throws InvalidRequest when the file system contradicts
 * itself.
 */
public interface GuestTree {
  /**
   * The content of a regular file, or empty when there is none.
   *
   * @param limit bytes; a bigger file is refused with InvalidRequest
   */
  Optional<byte[]> read(String path, long limit);

  /**
   * Copies a regular file, for those too big for memory.
   *
   * @param limit bytes; a bigger file is refused with InvalidRequest
   * @throws IOException the output failed
   */
  void copy(String path, OutputStream to, long limit) throws IOException;

  /** Permission bits of a file, also behind links; 0 when it is missing. */
  int permissions(String path);

  /** Names in a directory without . and .., sorted; empty when it is no directory. */
  List<String> list(String path);

  /** True for a directory, also behind links. */
  boolean isDirectory(String path);

  /** The path with all links resolved, if something is there. */
  Optional<String> realPath(String path);

  /** A configuration file as text, empty when it is missing; more than 1 MiB is refused. */
  default String text(String path) {
    return read(path, 1 << 20).map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
  }
}
