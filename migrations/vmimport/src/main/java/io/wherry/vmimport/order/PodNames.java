package io.wherry.vmimport.order;

import java.util.Locale;

/**
 * Names of worker pods and other helpers: {@code <plan>-<vmid>-<purpose>-<fingerprint>}.
 *
 * @source plans-and-migrations.md section 1.13
 */
public final class PodNames {
  private PodNames() {}

  /** The name of the n-th try of a purpose; attempt 0 for things that are tried once. */
  public static String of(ImportOrder order, String purpose, int attempt) {
    String print = Fingerprint.hex(8, order.migration().uid(), order.machine().id(), purpose);
    String start =
        shorten(order.plan().name(), 20) + "-" + shorten(order.machine().id(), 16) + "-" + purpose;
    return start + "-" + print + (attempt == 0 ? "" : "-" + attempt);
  }

  static String shorten(String text, int length) {
    String clean = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
    String cut = clean.substring(0, Math.min(length, clean.length()));
    String bare = cut.replaceAll("^-+|-+$", "");
    return bare.isEmpty() ? "x" : bare;
  }
}
