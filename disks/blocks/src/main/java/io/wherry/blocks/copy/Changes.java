package io.wherry.blocks.copy;

import io.wherry.blocks.Extent;
import java.util.List;

/** What is known of the difference between the source and the last round. */
public sealed interface Changes {
  /** Nothing: every chunk is read, those with another digest are written. */
  record Unknown() implements Changes {}

  /**
   * Changed ranges, as change tracking or a dirty bitmap tells them. Used only where the last
   * finished round copied exactly that version; else everything is compared.
   *
   * @param since version that the ranges are relative to
   */
  record Since(String since, List<Extent> ranges) implements Changes {
    public Since {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * Changed ranges since the last finished round, whatever version that copied: the caller knows.
   */
  record SinceLast(List<Extent> ranges) implements Changes {
    public SinceLast {
      ranges = List.copyOf(ranges);
    }
  }

  Changes UNKNOWN = new Unknown();
}
