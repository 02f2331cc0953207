package io.wherry.resources;

import io.wherry.problems.InvalidRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes quantities such as {@code 1Gi}, {@code 500m} or {@code 1e9}. */
public final class Quantities {
  private static final Pattern FORM =
      Pattern.compile("([+-]?[0-9]{1,30}(?:\\.[0-9]{0,30})?)([eE][+-]?[0-9]{1,2}|[a-zA-Z]{0,2})");
  private static final Map<String, BigDecimal> FACTORS =
      Map.ofEntries(
          Map.entry("", BigDecimal.ONE),
          Map.entry("n", new BigDecimal("0.000000001")),
          Map.entry("u", new BigDecimal("0.000001")),
          Map.entry("m", new BigDecimal("0.001")),
          Map.entry("k", new BigDecimal("1e3")),
          Map.entry("M", new BigDecimal("1e6")),
          Map.entry("G", new BigDecimal("1e9")),
          Map.entry("T", new BigDecimal("1e12")),
          Map.entry("P", new BigDecimal("1e15")),
          Map.entry("E", new BigDecimal("1e18")),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
          Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

  private Quantities() {}

  /**
   * Whole units (for storage and memory: bytes), fractions rounded up.
   *
   * @throws InvalidRequest not a quantity, negative, or more than fits into a long
   */
  public static long bytes(String quantity) {
    BigDecimal value = value(quantity).setScale(0, RoundingMode.CEILING);
    if (value.signum() < 0 || value.toBigInteger().bitLength() > 63) {
      throw new InvalidRequest("'" + quantity + "' is not a usable size.");
    }
    return value.longValueExact();
  }

  /** The exact value. @throws InvalidRequest not a quantity */
  public static BigDecimal value(String quantity) {
    Matcher m = FORM.matcher(quantity.trim());
    if (!m.matches()) {
      throw new InvalidRequest("'" + quantity + "' is not a quantity; write for example 10Gi.");
    }
    String suffix = m.group(2);
    BigDecimal number = new BigDecimal(m.group(1));
    if (suffix.length() > 1
        && (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E')
        && !FACTORS.containsKey(suffix)) {
      return number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)));
    }
    BigDecimal factor = FACTORS.get(suffix);
    if (factor == null) {
      throw new InvalidRequest("'" + quantity + "' has an unknown suffix; write for example 10Gi.");
    }
    return number.multiply(factor);
  }
}
