package io.wherry.rego.builtin;

import io.wherry.rego.value.Float64;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** Numbers. Whole numbers are exact whatever their size; a quotient has 64 bits. */
final class Arithmetic {
  private static final int EXACT_DIGITS = 19;

  private Arithmetic() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.pure("plus", 2, a -> binary(a, BigDecimal::add)),
        Builtins.pure("mul", 2, a -> binary(a, BigDecimal::multiply)),
        Builtins.pure("minus", 2, Arithmetic::minus),
        Builtins.pure("div", 2, Arithmetic::divide),
        Builtins.pure("rem", 2, Arithmetic::remainder),
        Builtins.pure("abs", 1, a -> result(a.number(0).decimal().abs())),
        Builtins.pure("round", 1, a -> rounded(a, RoundingMode.HALF_UP)),
        Builtins.pure("ceil", 1, a -> rounded(a, RoundingMode.CEILING)),
        Builtins.pure("floor", 1, a -> rounded(a, RoundingMode.FLOOR)),
        Builtins.of("numbers.range", 2, Ranges::range),
        Builtins.of("numbers.range_step", 3, Ranges::rangeWithStep));
  }

  private static Value binary(Arguments arguments, BinaryOperator<BigDecimal> operation) {
    return result(operation.apply(arguments.number(0).decimal(), arguments.number(1).decimal()));
  }

  /** Fractions with more digits than a mantissa holds are rounded to one. */
  static NumberValue result(BigDecimal exact) {
    boolean whole = exact.signum() == 0 || exact.stripTrailingZeros().scale() <= 0;
    boolean rounded = !whole && exact.precision() > EXACT_DIGITS;
    return NumberValue.of(rounded ? Float64.round(exact) : whole ? plain(exact) : exact);
  }

  private static BigDecimal plain(BigDecimal whole) {
    return whole.stripTrailingZeros().scale() < 0
        ? whole.setScale(0, RoundingMode.UNNECESSARY)
        : whole.stripTrailingZeros();
  }

  private static Value minus(Arguments arguments) {
    if (arguments.value(0) instanceof SetValue all) {
      SetValue removed = arguments.set(1);
      List<Value> left = new ArrayList<>();
      all.forEach(item -> {
        if (!removed.contains(item)) {
          left.add(item);
        }
      });
      return SetValue.copyOf(left);
    }
    return binary(arguments, BigDecimal::subtract);
  }

  private static Value divide(Arguments arguments) {
    NumberValue dividend = arguments.number(0);
    NumberValue divisor = arguments.number(1);
    if (divisor.signum() == 0) {
      throw new BuiltinException("div: divide by zero");
    }
    if (dividend.isLong()
        && divisor.isLong()
        && divisor.asLong() != -1
        && dividend.asLong() % divisor.asLong() == 0) {
      return NumberValue.of(dividend.asLong() / divisor.asLong());
    }
    return NumberValue.of(Float64.divide(dividend.decimal(), divisor.decimal()));
  }

  private static Value remainder(Arguments arguments) {
    NumberValue dividend = arguments.number(0);
    NumberValue divisor = arguments.number(1);
    if (!dividend.isWhole() || !divisor.isWhole()) {
      throw new BuiltinException("rem: modulo on floating-point number");
    }
    if (divisor.signum() == 0) {
      throw new BuiltinException("rem: modulo by zero");
    }
    BigInteger rest = dividend.whole().remainder(divisor.whole());
    return NumberValue.of(rest);
  }

  private static Value rounded(Arguments arguments, RoundingMode mode) {
    return result(arguments.number(0).decimal().setScale(0, mode));
  }
}
