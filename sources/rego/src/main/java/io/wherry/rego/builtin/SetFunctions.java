package io.wherry.rego.builtin;

import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Functions on sets. */
final class SetFunctions {
  private SetFunctions() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.pure("and", 2, a -> intersection(List.of(a.set(0), a.set(1)))),
        Builtins.of("or", 2, (c, a) -> union(c, List.of(a.set(0), a.set(1)))),
        Builtins.pure("intersection", 1, a -> intersection(sets(a))),
        Builtins.of("union", 1, (c, a) -> union(c, sets(a))),
        Builtins.pure("set_diff", 2, SetFunctions::difference));
  }

  private static List<SetValue> sets(Arguments arguments) {
    List<SetValue> sets = new ArrayList<>();
    for (Value item : arguments.set(0)) {
      sets.add(item instanceof SetValue set ? set : arguments.refuse(0, "set of sets"));
    }
    return sets;
  }

  private static Value intersection(List<SetValue> sets) {
    if (sets.isEmpty()) {
      return SetValue.EMPTY;
    }
    List<Value> common =
        sets.getFirst().items().stream()
            .filter(item -> sets.stream().allMatch(set -> set.contains(item)))
            .toList();
    return SetValue.copyOf(common);
  }

  private static Optional<Value> union(CallContext context, List<SetValue> sets) {
    List<Value> all = new ArrayList<>();
    for (SetValue set : sets) {
      context.budget().make(set.size());
      all.addAll(set.items());
    }
    return Optional.of(SetValue.copyOf(all));
  }

  private static Value difference(Arguments arguments) {
    SetValue removed = arguments.set(1);
    return SetValue.copyOf(
        arguments.set(0).items().stream().filter(i -> !removed.contains(i)).toList());
  }
}
