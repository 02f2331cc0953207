package io.wherry.vmimport.names.gotemplate;

import java.util.Map;
import java.util.function.LongBinaryOperator;

/** The 11 number functions of the contract. Integers are 64 bit and wrap, as in Go. */
final class NumberFunctions {
  private NumberFunctions() {}

  static final Map<String, Functions.Body> ALL =
      Map.ofEntries(
          Map.entry("add", a -> fold(a, 0, Long::sum)),
          Map.entry("add1", a -> one(a).loose(0) + 1),
          Map.entry("sub", a -> two(a).loose(0) - a.loose(1)),
          Map.entry("div", a -> two(a).loose(0) / divisor(a)),
          Map.entry("mod", a -> two(a).loose(0) % divisor(a)),
          Map.entry("mul", a -> fold(a, 1, (x, y) -> x * y)),
          Map.entry("max", a -> fold(a, 1, Math::max)),
          Map.entry("min", a -> fold(a, 1, Math::min)),
          Map.entry("floor", a -> Math.floor(one(a).looseReal(0))),
          Map.entry("ceil", a -> Math.ceil(one(a).looseReal(0))),
          Map.entry("round", NumberFunctions::round));

  private static Arguments one(Arguments a) throws BadArgument {
    a.need(1, 1);
    return a;
  }

  private static Arguments two(Arguments a) throws BadArgument {
    a.need(2, 2);
    return a;
  }

  private static long divisor(Arguments a) throws BadArgument {
    long divisor = a.loose(1);
    if (divisor == 0) {
      throw new BadArgument("division by zero");
    }
    return divisor;
  }

  private static Object fold(Arguments a, int least, LongBinaryOperator step) throws BadArgument {
    a.need(least, 100);
    long result = a.count() == 0 ? 0 : a.loose(0);
    for (int i = 1; i < a.count(); i++) {
      result = step.applyAsLong(result, a.loose(i));
    }
    return result;
  }

  /** Third argument: from which fraction on it is rounded up, half by default. */
  private static Object round(Arguments a) throws BadArgument {
    a.need(2, 3);
    double from = a.count() > 2 ? a.looseReal(2) : 0.5;
    double scale = Math.pow(10, a.integer(1));
    double digits = scale * a.looseReal(0);
    double rounded = digits % 1 >= from ? Math.ceil(digits) : Math.floor(digits);
    return rounded / scale;
  }
}
