package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Functions on arrays. */
final class ArrayFunctions {
  private ArrayFunctions() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.of("array.concat", 2, ArrayFunctions::concat),
        Builtins.of("array.slice", 3, ArrayFunctions::slice),
        Builtins.of("array.reverse", 1, ArrayFunctions::reverse),
        Builtins.of("array.flatten", 1, ArrayFunctions::flatten));
  }

  private static Optional<Value> concat(CallContext context, Arguments arguments) {
    List<Value> both = new ArrayList<>(arguments.array(0));
    both.addAll(arguments.array(1));
    return made(context, both);
  }

  private static Optional<Value> made(CallContext context, List<Value> items) {
    context.budget().make(items.size());
    return Optional.of(new ArrayValue(items));
  }

  private static Optional<Value> slice(CallContext context, Arguments arguments) {
    List<Value> items = arguments.array(0);
    int start = Math.max(0, arguments.integer(1));
    int stop = Math.min(items.size(), arguments.integer(2));
    return made(context, start < stop ? items.subList(start, stop) : List.of());
  }

  private static Optional<Value> reverse(CallContext context, Arguments arguments) {
    return made(context, arguments.array(0).reversed());
  }

  /** One level deep. */
  private static Optional<Value> flatten(CallContext context, Arguments arguments) {
    List<Value> flat = new ArrayList<>();
    for (Value item : arguments.array(0)) {
      if (item instanceof ArrayValue(var inner)) {
        context.budget().make(inner.size());
        flat.addAll(inner);
      } else {
        flat.add(item);
      }
    }
    return made(context, flat);
  }
}
