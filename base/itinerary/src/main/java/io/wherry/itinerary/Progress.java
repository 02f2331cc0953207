package io.wherry.itinerary;

import java.util.List;

/** How far a step is, in parts such as the disks of a machine. Empty when it cannot be measured. */
public record Progress(List<Part> parts) {
  /** Nothing measurable. */
  public static final Progress NONE = new Progress(List.of());

  /**
   * @param name for example the source's id of a disk
   * @param done of {@code total}; bytes or points
   * @param rate per second over the last seconds, 0 when unknown
   * @param leftSeconds estimated, -1 when unknown
   */
  public record Part(String name, long done, long total, long rate, long leftSeconds) {}
}
