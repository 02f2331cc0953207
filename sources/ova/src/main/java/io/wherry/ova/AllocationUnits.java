package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Units of quantities in an OVF.
 *
 * @source inventory-and-providers.md 2.7
 */
final class AllocationUnits {
  private static final Pattern PRODUCT =
      Pattern.compile("bytes?((?:\\*\\d{1,19}(?:\\^\\d{1,2})?)*)");
  private static final Pattern FACTOR = Pattern.compile("\\*(\\d+)(?:\\^(\\d+))?");

  /** Words of OVF 0.9 and of VirtualBox. */
  private static final Map<String, Long> WORDS =
      Map.of(
          "kilobyte", 1L << 10,
          "kb", 1L << 10,
          "megabyte", 1L << 20,
          "mb", 1L << 20,
          "gigabyte", 1L << 30,
          "gb", 1L << 30,
          "terabyte", 1L << 40,
          "tb", 1L << 40);

  private AllocationUnits() {}

  /**
   * Bytes of a quantity.
   *
   * @param units for example {@code byte * 2^20}; empty means bytes
   * @throws InvalidRequest unknown units, or more than a long holds
   */
  static long bytes(long quantity, String units, String where) {
    try {
      return Math.multiplyExact(quantity, factor(units, where));
    } catch (ArithmeticException e) {
      throw new InvalidRequest(
          "%s states an impossible size: %d × %s.".formatted(where, quantity, units), e);
    }
  }

  private static long factor(String units, String where) {
    String plain = units.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    if (plain.isEmpty()) {
      return 1;
    }
    Long word = WORDS.get(plain.endsWith("s") ? plain.substring(0, plain.length() - 1) : plain);
    if (word != null) {
      return word;
    }
    Matcher product = PRODUCT.matcher(plain);
    if (!product.matches()) {
      throw new InvalidRequest(
          "%s uses the unknown unit '%s'; known are MegaBytes and byte * 2^n."
              .formatted(where, units));
    }
    long result = 1;
    Matcher factor = FACTOR.matcher(product.group(1));
    while (factor.find()) {
      long base = Long.parseLong(factor.group(1));
      int power = factor.group(2) == null ? 1 : Integer.parseInt(factor.group(2));
      for (int i = 0; i < power; i++) {
        result = Math.multiplyExact(result, base);
      }
    }
    return result;
  }
}
