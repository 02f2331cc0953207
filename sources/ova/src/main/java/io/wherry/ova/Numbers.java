package io.wherry.ova;

import io.wherry.problems.InvalidRequest;

/** Reads numbers of an OVF; refuses what no machine can have, so that nothing overflows later. */
final class Numbers {
  /** Largest machines known today have 768 virtual CPUs. */
  static final long MOST_CPUS = 4096;

  /** 64 TiB. */
  static final long MOST_MEMORY_BYTES = 1L << 46;

  /** 1 PiB; VMDK ends at 62 TiB. */
  static final long MOST_DISK_BYTES = 1L << 50;

  private Numbers() {}

  /** A whole number, or the default when the text is empty. */
  static long whole(String text, long whenEmpty, String what) {
    if (text.isEmpty()) {
      return whenEmpty;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
      throw new InvalidRequest(what + " is '" + shown + "', which is no sensible number.", e);
    }
  }

  /** The value, if it does not exceed the limit. */
  static long atMost(long value, long limit, String what) {
    if (value > limit) {
      throw new InvalidRequest(
          what + " is " + value + ", at most " + limit + " is possible. Correct the OVF.");
    }
    return value;
  }
}
