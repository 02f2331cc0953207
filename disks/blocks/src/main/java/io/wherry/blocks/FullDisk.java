package io.wherry.blocks;

import java.io.IOException;

/** Tells a full disk or an exhausted quota from other troubles: the JDK has no exception for it. */
public final class FullDisk {
  private FullDisk() {}

  /** Whether room on the disk would help. */
  public static boolean isMeantBy(IOException problem) {
    String text = String.valueOf(problem.getMessage());
    return text.contains("No space left on device") || text.contains("Disk quota exceeded");
  }
}
