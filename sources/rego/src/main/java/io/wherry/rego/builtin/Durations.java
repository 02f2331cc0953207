package io.wherry.rego.builtin;

import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.Value;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 1h30m} or {@code -1.5d}. */
final class Durations {
  private static final Pattern PART =
      Pattern.compile("([0-9]*\\.?[0-9]*)(ns|us|µs|μs|ms|[smhdwy])");
  private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal HOUR = SECOND.multiply(BigDecimal.valueOf(3_600));
  private static final Map<String, BigDecimal> UNITS =
      Map.ofEntries(
          Map.entry("ns", BigDecimal.ONE),
          Map.entry("us", BigDecimal.valueOf(1_000)),
          Map.entry("µs", BigDecimal.valueOf(1_000)),
          Map.entry("μs", BigDecimal.valueOf(1_000)),
          Map.entry("ms", BigDecimal.valueOf(1_000_000)),
          Map.entry("s", SECOND),
          Map.entry("m", SECOND.multiply(BigDecimal.valueOf(60))),
          Map.entry("h", HOUR),
          Map.entry("d", HOUR.multiply(BigDecimal.valueOf(24))),
          Map.entry("w", HOUR.multiply(BigDecimal.valueOf(7 * 24))),
          Map.entry("y", HOUR.multiply(BigDecimal.valueOf(365 * 24))));

  private Durations() {}

  static Value nanos(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return NumberValue.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher parts = PART.matcher(rest);
    int at = 0;
    while (parts.find() && parts.start() == at) {
      nanos =
          nanos.add(
              amount(parts.group(1), text)
                  .multiply(UNITS.getOrDefault(parts.group(2), BigDecimal.ONE)));
      at = parts.end();
    }
    if (at == 0 || at < rest.length() || nanos.toBigInteger().bitLength() > 63) {
      throw invalid(text);
    }
    return NumberValue.of((negative ? nanos.negate() : nanos).toBigInteger());
  }

  private static BigDecimal amount(String digits, String text) {
    if (digits.isEmpty() || digits.equals(".") || digits.length() > 40) {
      throw invalid(text);
    }
    return new BigDecimal(digits.startsWith(".") ? "0" + digits : digits);
  }

  private static BuiltinException invalid(String text) {
    return new BuiltinException("time: invalid duration \"" + text + "\"");
  }
}
