package io.wherry.blocks;

import io.wherry.problems.PeerUnavailable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks the file system which parts of a file are allocated. */
final class DataSeeker {
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private DataSeeker() {}

  /**
   * Extents of a file: DATA and HOLE, covering {@code size} bytes. Where the file system cannot
   * tell, everything is DATA.
   */
  static List<Extent> extents(Path file, long size) {
    try (NativeFile open =
        NativeFile.open(file, NativeFile.Access.READ)
            .orElseThrow(() -> new PeerUnavailable(file + " cannot be opened."))) {
      return walk(open, size);
    }
  }

  private static List<Extent> walk(NativeFile file, long size) {
    List<Extent> extents = new ArrayList<>();
    long at = 0;
    while (at < size) {
      long data = file.seek(at, SEEK_DATA);
      // Negative means no data behind this point, or a file system that cannot tell at all.
      boolean blind = data < 0 && at == 0 && file.seek(0, SEEK_HOLE) < 0;
      long start = blind ? 0 : data < 0 ? size : Math.min(data, size);
      if (start > at) {
        extents.add(new Extent(at, start - at, ExtentKind.HOLE));
      }
      if (start < size) {
        long hole = file.seek(start, SEEK_HOLE);
        long end = hole < 0 ? size : Math.min(hole, size);
        extents.add(new Extent(start, end - start, ExtentKind.DATA));
        at = end;
      } else {
        at = size;
      }
    }
    return extents;
  }
}
