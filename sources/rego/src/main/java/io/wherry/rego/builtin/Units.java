package io.wherry.rego.builtin;

import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities with units. */
final class Units {
  private static final Pattern QUANTITY =
      Pattern.compile("([+-]?[0-9.]+(?:[eE][+-]?[0-9]{1,6})?)([^0-9]*)");
  private static final String PREFIXES = "kmgtpe";
  private static final int DECIMALS = 10;
  private static final Map<String, BigDecimal> SMALL =
      Map.of("", BigDecimal.ONE, "m", new BigDecimal("0.001"));

  private Units() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.pure("units.parse", 1, Units::parse),
        Builtins.pure("units.parse_bytes", 1, Units::parseBytes));
  }

  /** {@code m} is a thousandth, {@code M} a million. */
  private static Value parse(Arguments arguments) {
    Matcher parts = parts("units.parse", arguments.string(0).replace("\"", ""));
    String unit = parts.group(2);
    BigDecimal factor = SMALL.get(unit);
    if (factor == null) {
      factor = factor("units.parse", unit.toLowerCase(Locale.ROOT), unit);
    }
    BigDecimal amount = amount("units.parse", parts.group(1)).multiply(factor);
    boolean whole = amount.signum() == 0 || amount.stripTrailingZeros().scale() <= 0;
    return whole
        ? NumberValue.of(amount.toBigInteger())
        : NumberValue.parse(amount.setScale(DECIMALS, RoundingMode.HALF_UP).toPlainString());
  }

  private static Value parseBytes(Arguments arguments) {
    String text = arguments.string(0).toLowerCase(Locale.ROOT).replace("\"", "");
    Matcher parts = parts("units.parse_bytes", text);
    String unit = parts.group(2);
    String bare = unit.endsWith("b") ? unit.substring(0, unit.length() - 1) : unit;
    if (unit.equals("b")) {
      throw new BuiltinException("units.parse_bytes: byte unit b not recognized");
    }
    BigDecimal factor = bare.isEmpty() ? BigDecimal.ONE : factor("units.parse_bytes", bare, unit);
    return NumberValue.of(
        amount("units.parse_bytes", parts.group(1)).multiply(factor).toBigInteger());
  }

  private static Matcher parts(String function, String text) {
    Matcher parts = QUANTITY.matcher(text);
    if (!parts.matches()) {
      throw new BuiltinException(function + ": no amount or a malformed one");
    }
    return parts;
  }

  private static BigDecimal amount(String function, String digits) {
    try {
      return NumberValue.of(new BigDecimal(digits)).decimal();
    } catch (NumberFormatException e) {
      throw new BuiltinException(function + ": could not parse amount to a number");
    }
  }

  private static BigDecimal factor(String function, String unit, String said) {
    boolean binary = unit.length() == 2 && unit.charAt(1) == 'i';
    int power = unit.isEmpty() ? -1 : PREFIXES.indexOf(unit.charAt(0)) + 1;
    if (power <= 0 || unit.length() > 1 && !binary) {
      throw new BuiltinException(function + ": unit " + said + " not recognized");
    }
    return BigDecimal.valueOf(binary ? 1_024 : 1_000).pow(power);
  }
}
