package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whole numbers in a row. */
final class Ranges {
  private Ranges() {}

  static Optional<Value> range(CallContext context, Arguments arguments) {
    return Optional.of(numbers(context, bound(arguments, 0), bound(arguments, 1), BigInteger.ONE));
  }

  static Optional<Value> rangeWithStep(CallContext context, Arguments arguments) {
    BigInteger step = bound(arguments, 2);
    if (step.signum() <= 0) {
      throw new BuiltinException("numbers.range_step: step must be a positive integer above zero");
    }
    return Optional.of(numbers(context, bound(arguments, 0), bound(arguments, 1), step));
  }

  private static BigInteger bound(Arguments arguments, int place) {
    NumberValue number = arguments.number(place);
    return number.isWhole() ? number.whole() : arguments.refuse(place, "integer number");
  }

  private static Value numbers(
      CallContext context, BigInteger from, BigInteger to, BigInteger step) {
    BigInteger size = to.subtract(from).abs().divide(step).add(BigInteger.ONE);
    context.budget().make(size.bitLength() > 40 ? Long.MAX_VALUE / 2 : size.longValue());
    BigInteger stride = to.compareTo(from) < 0 ? step.negate() : step;
    List<Value> numbers = new ArrayList<>(size.intValue());
    BigInteger at = from;
    for (int i = 0; i < size.intValue(); i++) {
      numbers.add(NumberValue.of(at));
      at = at.add(stride);
    }
    return new ArrayValue(numbers);
  }
}
