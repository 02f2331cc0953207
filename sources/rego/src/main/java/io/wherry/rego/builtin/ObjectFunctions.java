package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Functions on objects. */
final class ObjectFunctions {
  private ObjectFunctions() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.pure("object.get", 3, ObjectFunctions::get),
        Builtins.pure("object.keys", 1, a -> SetValue.copyOf(a.object(0).keys())),
        Builtins.of("object.remove", 2, (c, a) -> filter(c, a, keys(a), Keep.OTHERS)),
        Builtins.of("object.filter", 2, (c, a) -> filter(c, a, keys(a), Keep.NAMED)),
        Builtins.of("object.union", 2, ObjectFunctions::union),
        Builtins.of("object.union_n", 1, ObjectFunctions::unionOfAll),
        Builtins.pure("object.subset", 2, Subsets::isSubset));
  }

  private static Value get(Arguments arguments) {
    Value found = arguments.object(0);
    List<Value> path =
        arguments.value(1) instanceof ArrayValue(var items) ? items : List.of(arguments.value(1));
    for (Value key : path) {
      @Nullable Value next = child(found, key);
      if (next == null) {
        return arguments.value(2);
      }
      found = next;
    }
    return found;
  }

  private static @Nullable Value child(Value value, Value key) {
    return switch (value) {
      case ObjectValue object -> object.find(key);
      case SetValue set -> set.contains(key) ? key : null;
      case ArrayValue(var items)
          when key instanceof io.wherry.rego.value.NumberValue n
              && n.isLong()
              && n.asLong() >= 0
              && n.asLong() < items.size() ->
          items.get((int) n.asLong());
      default -> null;
    };
  }

  private enum Keep {
    NAMED,
    OTHERS
  }

  private static SetValue keys(Arguments arguments) {
    return switch (arguments.value(1)) {
      case ArrayValue(var items) -> SetValue.copyOf(items);
      case SetValue set -> set;
      case ObjectValue object -> SetValue.copyOf(object.keys());
      default -> arguments.refuse(1, "one of object, set, array");
    };
  }

  private static Optional<Value> filter(
      CallContext context, Arguments arguments, SetValue named, Keep keep) {
    TreeMap<Value, Value> entries = arguments.object(0).toMap();
    context.budget().make(entries.size());
    entries.keySet().removeIf(key -> named.contains(key) != (keep == Keep.NAMED));
    return Optional.of(ObjectValue.copyOf(entries));
  }

  private static Optional<Value> union(CallContext context, Arguments arguments) {
    return Optional.of(merge(context, arguments.object(0), arguments.object(1)));
  }

  private static Optional<Value> unionOfAll(CallContext context, Arguments arguments) {
    ObjectValue all = ObjectValue.EMPTY;
    for (Value item : arguments.array(0)) {
      all =
          merge(
              context,
              all,
              item instanceof ObjectValue object
                  ? object
                  : arguments.refuse(0, "array of objects"));
    }
    return Optional.of(all);
  }

  /** The second wins; objects on both sides are merged. */
  private static ObjectValue merge(CallContext context, ObjectValue first, ObjectValue second) {
    context.budget().make((long) first.size() + second.size());
    TreeMap<Value, Value> entries = first.toMap();
    for (var entry : second.entries()) {
      boolean both =
          entries.get(entry.getKey()) instanceof ObjectValue
              && entry.getValue() instanceof ObjectValue;
      entries.put(
          entry.getKey(),
          both
              ? merge(
                  context,
                  (ObjectValue) entries.getOrDefault(entry.getKey(), ObjectValue.EMPTY),
                  (ObjectValue) entry.getValue())
              : entry.getValue());
    }
    return ObjectValue.copyOf(entries);
  }

  /** What {@code object.subset} means, which differs by type. */
  private static final class Subsets {
    static Value isSubset(Arguments arguments) {
      boolean holds =
          switch (arguments.value(0)) {
            case ObjectValue all when arguments.value(1) instanceof ObjectValue part ->
                holds(all, part);
            case SetValue all when arguments.value(1) instanceof SetValue part ->
                part.items().stream().allMatch(all::contains);
            case ArrayValue(var all) when arguments.value(1) instanceof ArrayValue(var part) ->
                Collections.indexOfSubList(all, part) >= 0;
            case ArrayValue(var all) when arguments.value(1) instanceof SetValue part ->
                all.containsAll(part.items());
            default ->
                throw new BuiltinException(
                    "both arguments object.subset must be of the same type or array and set");
          };
      return io.wherry.rego.value.BoolValue.of(holds);
    }

    private static boolean holds(ObjectValue all, ObjectValue part) {
      return part.entries().stream().allMatch(e -> covers(all.find(e.getKey()), e.getValue()));
    }

    private static boolean covers(@Nullable Value whole, Value part) {
      if (whole == null || whole.equals(part)) {
        return whole != null;
      }
      return switch (whole) {
        case ObjectValue all when part instanceof ObjectValue some -> holds(all, some);
        case SetValue all when part instanceof SetValue some ->
            some.items().stream().allMatch(all::contains);
        case ArrayValue(var all) when part instanceof ArrayValue(var some) ->
            Collections.indexOfSubList(all, some) >= 0;
        default -> false;
      };
    }
  }
}
