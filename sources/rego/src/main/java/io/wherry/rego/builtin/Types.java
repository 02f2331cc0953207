package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.NullValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import io.wherry.rego.value.Value.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asking for types and converting between them. */
final class Types {
  private Types() {}

  static List<Builtin> all() {
    List<Builtin> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      all.add(Builtins.pure("is_" + kind.word(), 1, a -> BoolValue.of(a.value(0).kind() == kind)));
    }
    all.add(Builtins.pure("type_name", 1, a -> StringValue.of(a.value(0).kind().word())));
    all.add(Builtins.pure("to_number", 1, Types::number));
    all.add(Builtins.pure("cast_array", 1, a -> new ArrayValue(a.items(0))));
    all.add(Builtins.pure("cast_set", 1, a -> SetValue.copyOf(a.items(0))));
    all.add(Builtins.pure("cast_string", 1, a -> StringValue.of(a.string(0))));
    all.add(Builtins.pure("cast_boolean", 1, a -> BoolValue.of(a.bool(0))));
    all.add(Builtins.pure("cast_object", 1, a -> a.object(0)));
    all.add(Builtins.of("cast_null", 1, (_, a) -> Optional.of(a.value(0)).filter(isNull())));
    all.add(Builtins.of("trace", 1, Types::note));
    all.add(Builtins.of(Builtins.PRINT, 1, Types::print));
    return all;
  }

  private static java.util.function.Predicate<Value> isNull() {
    return NullValue.NULL::equals;
  }

  private static Value number(Arguments arguments) {
    return switch (arguments.value(0)) {
      case NullValue _ -> NumberValue.ZERO;
      case BoolValue(var value) -> value ? NumberValue.ONE : NumberValue.ZERO;
      case NumberValue number -> number;
      case StringValue(var text) -> parsed(text);
      default -> arguments.refuse(0, "one of boolean, null, number, string");
    };
  }

  private static Value parsed(String text) {
    try {
      return NumberValue.parse(text);
    } catch (NumberFormatException e) {
      throw new BuiltinException("to_number: invalid syntax");
    }
  }

  private static Optional<Value> note(CallContext context, Arguments arguments) {
    context.note(StringValue.of(arguments.string(0)));
    return Optional.of(BoolValue.TRUE);
  }

  /** Every part is a set: empty when the argument was undefined. */
  private static Optional<Value> print(CallContext context, Arguments arguments) {
    StringBuilder line = new StringBuilder();
    for (Value part : arguments.array(0)) {
      line.append(line.isEmpty() ? "" : " ").append(shown(part));
      context.budget().makeText(line.length());
    }
    context.note(StringValue.of(line.toString()));
    return Optional.of(BoolValue.TRUE);
  }

  static String shown(Value part) {
    if (!(part instanceof SetValue set)) {
      return part instanceof StringValue(var text) ? text : part.text();
    }
    return set.size() == 0 ? "<undefined>" : plain(set.items().getFirst());
  }

  private static String plain(Value value) {
    return value instanceof StringValue(var text) ? text : value.text();
  }
}
