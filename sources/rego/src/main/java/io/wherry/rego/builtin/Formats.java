package io.wherry.rego.builtin;

import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code sprintf} with the directives and the error texts of Go, and template strings. */
final class Formats {
  private Formats() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.of("sprintf", 2, Formats::sprintf),
        Builtins.of(Builtins.TEMPLATE, 1, Formats::template));
  }

  private static Optional<Value> sprintf(CallContext context, Arguments arguments) {
    List<Object> values = new ArrayList<>();
    arguments.array(1).forEach(v -> values.add(plain(v)));
    String text = new GoFormat(context, arguments.string(0), values).format();
    return Optional.of(StringValue.of(text));
  }

  /** Strings, whole numbers and fractions are themselves, everything else is its text. */
  private static Object plain(Value value) {
    return switch (value) {
      case StringValue(var text) -> text;
      case NumberValue number -> plain(number);
      default -> value.text();
    };
  }

  private static Object plain(NumberValue number) {
    String text = number.text();
    boolean fraction = text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
    if (fraction) {
      double nearest = number.decimal().doubleValue();
      return Double.isInfinite(nearest) ? (Object) text : nearest;
    }
    BigInteger whole = number.whole();
    return number.isLong() ? (Object) number.asLong() : whole;
  }

  private static Optional<Value> template(CallContext context, Arguments arguments) {
    StringBuilder out = new StringBuilder();
    for (Value part : arguments.array(0)) {
      out.append(Types.shown(part));
    }
    context.budget().makeText(out.length());
    return Optional.of(StringValue.of(out.toString()));
  }
}
