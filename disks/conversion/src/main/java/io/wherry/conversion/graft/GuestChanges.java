package io.wherry.conversion.graft;

import io.wherry.problems.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Files to write into a guest's ext file system, as commands for debugfs. */
public final class GuestChanges {
  /** What debugfs takes as one word, and no more. */
  private static final Pattern SAFE = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._+~-]*)+");

  /** Kept beside what we replace, so that a person can go back. */
  public static final String KEPT = ".pre-wherry";

  /**
   * @param path in the guest, links resolved
   * @param content a local file with a safe name in debugfs's working directory
   * @param exists it replaces a file
   */
  public record Write(String path, Path content, int permissions, boolean exists, boolean keep) {
    public Write {
      if (!SAFE.matcher(path).matches()) {
        throw new InvalidRequest("the guest has a file with a strange name");
      }
    }
  }

  private final List<Write> writes = new ArrayList<>();

  public void add(Write write) {
    writes.add(write);
  }

  public List<Write> writes() {
    return List.copyOf(writes);
  }

  /** The commands. debugfs always exits with 0, so the result must be checked by reading it. */
  public byte[] commands() {
    StringBuilder script = new StringBuilder();
    for (Write w : writes) {
      int slash = w.path.lastIndexOf('/');
      String name = w.path.substring(slash + 1);
      script.append("cd ").append(slash == 0 ? "/" : w.path.substring(0, slash)).append('\n');
      if (w.exists && w.keep) {
        // Together a rename: neither changes the link count, and the old blocks stay where they
        // are.
        script.append("ln %s %s%s\nunlink %s\n".formatted(name, name, KEPT, name));
      } else if (w.exists) {
        script.append("rm ").append(name).append('\n');
      }
      script.append("write %s %s\n".formatted(w.content.getFileName(), name));
      script.append("sif %s mode 0100%03o\n".formatted(name, w.permissions & 0777));
      script.append("sif %s uid 0\nsif %s gid 0\n".formatted(name, name));
    }
    return script.toString().getBytes(StandardCharsets.UTF_8);
  }
}
