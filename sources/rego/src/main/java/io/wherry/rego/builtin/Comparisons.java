package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Comparing values and looking for members, as functions with a result. */
final class Comparisons {
  private Comparisons() {}

  static List<Builtin> all() {
    return List.of(
        compare("equal", c -> c == 0),
        compare("eq", c -> c == 0),
        compare("neq", c -> c != 0),
        compare("lt", c -> c < 0),
        compare("lte", c -> c <= 0),
        compare("gt", c -> c > 0),
        compare("gte", c -> c >= 0),
        Builtins.of("internal.member_2", 2, Comparisons::member),
        Builtins.pure("internal.member_3", 3, Comparisons::memberWithKey));
  }

  private static Builtin compare(String name, IntPredicate outcome) {
    return Builtins.pure(
        name, 2, a -> BoolValue.of(outcome.test(a.value(0).compareTo(a.value(1)))));
  }

  private static Optional<Value> member(CallContext context, Arguments arguments) {
    Value item = arguments.value(0);
    boolean found =
        switch (arguments.value(1)) {
          case SetValue set -> set.contains(item);
          case ArrayValue(var items) -> contains(context, items, item);
          case ObjectValue object -> contains(context, object.values(), item);
          default -> false;
        };
    return Optional.of(BoolValue.of(found));
  }

  private static boolean contains(CallContext context, List<Value> items, Value item) {
    context.budget().step(items.size());
    return items.contains(item);
  }

  private static Value memberWithKey(Arguments arguments) {
    Value key = arguments.value(0);
    Value item = arguments.value(1);
    return switch (arguments.value(2)) {
      case SetValue set -> BoolValue.of(key.equals(item) && set.contains(item));
      case ObjectValue object -> BoolValue.of(item.equals(object.find(key)));
      case ArrayValue(var items) -> BoolValue.of(isAt(items, key, item));
      default -> BoolValue.FALSE;
    };
  }

  private static boolean isAt(List<Value> items, Value key, Value item) {
    return key instanceof io.wherry.rego.value.NumberValue n
        && n.isLong()
        && n.asLong() >= 0
        && n.asLong() < items.size()
        && items.get((int) n.asLong()).equals(item);
  }
}
