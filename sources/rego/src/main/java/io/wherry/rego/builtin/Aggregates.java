package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Functions over all elements of a collection. */
final class Aggregates {
  private Aggregates() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.pure("count", 1, Aggregates::count),
        Builtins.of("sum", 1, (c, a) -> fold(c, a, BigDecimal.ZERO, BigDecimal::add)),
        Builtins.of("product", 1, (c, a) -> fold(c, a, BigDecimal.ONE, BigDecimal::multiply)),
        Builtins.of("max", 1, (_, a) -> a.items(0).stream().max(Value::compareTo)),
        Builtins.of("min", 1, (_, a) -> a.items(0).stream().min(Value::compareTo)),
        Builtins.of("sort", 1, Aggregates::sort),
        Builtins.pure(
            "all", 1, a -> BoolValue.of(a.items(0).stream().allMatch(BoolValue.TRUE::equals))),
        Builtins.pure(
            "any", 1, a -> BoolValue.of(a.items(0).stream().anyMatch(BoolValue.TRUE::equals))));
  }

  private static Value count(Arguments arguments) {
    int count =
        switch (arguments.value(0)) {
          case ArrayValue array -> array.size();
          case SetValue set -> set.size();
          case ObjectValue object -> object.size();
          case StringValue(var string) -> string.codePointCount(0, string.length());
          default -> arguments.<Integer>refuse(0, "one of array, object, set, string");
        };
    return NumberValue.of(count);
  }

  private static Optional<Value> fold(
      CallContext context, Arguments arguments, BigDecimal start, BinaryOperator<BigDecimal> by) {
    BigDecimal result = start;
    for (Value item : arguments.items(0)) {
      context.budget().step(1);
      if (!(item instanceof NumberValue number)) {
        return arguments.refuse(0, "array or set of numbers");
      }
      result = by.apply(result, number.decimal());
      NumberValue _ = NumberValue.of(result); // refuses what grows too large
    }
    return Optional.of(Arithmetic.result(result));
  }

  private static Optional<Value> sort(CallContext context, Arguments arguments) {
    List<Value> items = new ArrayList<>(arguments.items(0));
    context.budget().make(items.size());
    Collections.sort(items);
    return Optional.of(new ArrayValue(items));
  }
}
