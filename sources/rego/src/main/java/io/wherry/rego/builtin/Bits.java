package io.wherry.rego.builtin;

import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.function.BinaryOperator;

/** Whole numbers as rows of bits. */
final class Bits {
  private Bits() {}

  static List<Builtin> all() {
    return List.of(
        binary("bits.and", BigInteger::and),
        binary("bits.or", BigInteger::or),
        binary("bits.xor", BigInteger::xor),
        Builtins.pure("bits.negate", 1, a -> NumberValue.of(whole(a, 0).not())),
        Builtins.pure("bits.lsh", 2, a -> NumberValue.of(whole(a, 0).shiftLeft(places(a)))),
        Builtins.pure("bits.rsh", 2, a -> NumberValue.of(whole(a, 0).shiftRight(places(a)))));
  }

  private static Builtin binary(String name, BinaryOperator<BigInteger> body) {
    return Builtins.pure(name, 2, a -> NumberValue.of(body.apply(whole(a, 0), whole(a, 1))));
  }

  private static BigInteger whole(Arguments arguments, int place) {
    NumberValue number = arguments.number(place);
    return number.isWhole() ? number.whole() : arguments.refuse(place, "integer number");
  }

  private static int places(Arguments arguments) {
    Value given = arguments.value(1);
    int places = arguments.integer(1);
    if (places < 0 || places > 10 * NumberValue.MOST_DIGITS) {
      throw new BuiltinException("bits: cannot shift by " + given.text());
    }
    return places;
  }
}
