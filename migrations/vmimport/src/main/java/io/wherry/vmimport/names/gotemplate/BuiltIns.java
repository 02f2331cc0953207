package io.wherry.vmimport.names.gotemplate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Functions that are part of Go's template language; and/or live in the evaluator. */
final class BuiltIns {
  private BuiltIns() {}

  static final Map<String, Functions.Body> ALL =
      Map.ofEntries(
          Map.entry("eq", BuiltIns::equalsAny),
          Map.entry("ne", a -> !same(two(a).any(0), a.any(1))),
          Map.entry("lt", a -> order(two(a)) < 0),
          Map.entry("le", a -> order(two(a)) <= 0),
          Map.entry("gt", a -> order(two(a)) > 0),
          Map.entry("ge", a -> order(two(a)) >= 0),
          Map.entry("not", BuiltIns::not),
          Map.entry("len", BuiltIns::length),
          Map.entry("index", BuiltIns::index),
          Map.entry("slice", BuiltIns::slice),
          Map.entry("print", BuiltIns::print),
          Map.entry("println", BuiltIns::println),
          Map.entry("printf", a -> new Printf(a).format()));

  private static Arguments two(Arguments a) throws BadArgument {
    a.need(2, 2);
    return a;
  }

  private static Object equalsAny(Arguments a) throws BadArgument {
    a.need(2, 100);
    for (int i = 1; i < a.count(); i++) {
      if (same(a.any(0), a.any(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) throws BadArgument {
    if (a != null && b != null && a.getClass() != b.getClass()) {
      throw new BadArgument("incompatible types for comparison");
    }
    if (a instanceof List || a instanceof Map) {
      throw new BadArgument("lists and maps cannot be compared");
    }
    return Objects.equals(a, b);
  }

  private static int order(Arguments arguments) throws BadArgument {
    Object a = arguments.any(0);
    Object b = arguments.any(1);
    if (a instanceof String s && b instanceof String t) {
      return s.compareTo(t);
    }
    if (a instanceof Long m && b instanceof Long n) {
      return m.compareTo(n);
    }
    if (a instanceof Double d && b instanceof Double e) {
      return Double.compare(d, e);
    }
    throw new BadArgument("these values have no order");
  }

  private static Object not(Arguments a) throws BadArgument {
    a.need(1, 1);
    return !Values.truth(a.any(0));
  }

  private static Object length(Arguments a) throws BadArgument {
    a.need(1, 1);
    return switch (a.any(0)) {
      case String s -> (long) s.getBytes(StandardCharsets.UTF_8).length;
      case List<?> l -> (long) l.size();
      case Map<?, ?> m -> (long) m.size();
      case null, default -> throw new BadArgument("the value has no length");
    };
  }

  private static @Nullable Object index(Arguments a) throws BadArgument {
    a.need(1, 100);
    Object value = a.any(0);
    for (int i = 1; i < a.count(); i++) {
      value = element(value, a, i);
    }
    return value;
  }

  private static @Nullable Object element(@Nullable Object in, Arguments a, int i)
      throws BadArgument {
    return switch (in) {
      case Map<?, ?> map -> map.get(a.text(i));
      case List<?> list -> list.get(within(a.integer(i), list.size()));
      case String s -> {
        byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
        yield (long) (bytes[within(a.integer(i), bytes.length)] & 0xff);
      }
      case null, default -> throw new BadArgument("the value has no elements");
    };
  }

  private static int within(int index, int size) throws BadArgument {
    if (index < 0 || index >= size) {
      throw new BadArgument("index out of range: " + index);
    }
    return index;
  }

  private static Object slice(Arguments a) throws BadArgument {
    a.need(1, 3);
    byte[] bytes = a.text(0).getBytes(StandardCharsets.UTF_8);
    int from = a.count() > 1 ? a.integer(1) : 0;
    int to = a.count() > 2 ? a.integer(2) : bytes.length;
    return TextFunctions.bytes(bytes, from, to);
  }

  /** As fmt.Sprint: a space between two operands when neither is text. */
  private static Object print(Arguments a) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < a.count(); i++) {
      boolean apart = i > 0 && !(a.any(i) instanceof String) && !(a.any(i - 1) instanceof String);
      text.append(apart ? " " : "").append(Values.text(a.any(i)));
    }
    return text.toString();
  }

  private static Object println(Arguments a) {
    List<String> texts = a.all().stream().map(Values::text).toList();
    return String.join(" ", texts) + "\n";
  }
}
