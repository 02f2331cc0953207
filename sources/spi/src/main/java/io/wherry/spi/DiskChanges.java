package io.wherry.spi;

import io.wherry.blocks.Extent;
import java.util.List;

/** What changed on a disk between a checkpoint and the state that is read. */
public sealed interface DiskChanges {
  /**
   * Everything outside of these ranges is as it was.
   *
   * @param ranges in order, without overlap
   */
  record Known(List<Extent> ranges) implements DiskChanges {
    public Known {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * The source cannot say: everything must be compared.
   *
   * @param why for the user, for example that change tracking was reset
   */
  record Unknown(String why) implements DiskChanges {}
}
