package io.wherry.problems;

/**
 * How much a problem matters. Names are the wire names of upstream's condition categories.
 *
 * @source plans-and-migrations.md section 2
 */
public enum Category {
  /** Blocks the object until somebody changes it. */
  Critical,
  /** Blocks the object; used by upstream as a synonym of Critical. */
  Error,
  /** Shown, blocks nothing. */
  Warn,
  /** Must be present for the object to be Ready. */
  Required,
  /** Information. */
  Advisory;

  /** True when an object with such a problem must not proceed. */
  public boolean blocks() {
    return this == Critical || this == Error;
  }

  /** The more severe of the two; Critical is the most severe, Advisory the least. */
  public Category worse(Category other) {
    return severity() >= other.severity() ? this : other;
  }

  private int severity() {
    return switch (this) {
      case Critical -> 4;
      case Error -> 3;
      case Warn -> 2;
      case Required -> 1;
      case Advisory -> 0;
    };
  }
}
