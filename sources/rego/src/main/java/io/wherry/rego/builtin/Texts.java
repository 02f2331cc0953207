package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Making texts out of others. */
final class Texts {
  private Texts() {}

  static List<Builtin> all() {
    return List.of(
        text("lower", 1, a -> a.string(0).toLowerCase(Locale.ROOT)),
        text("upper", 1, a -> a.string(0).toUpperCase(Locale.ROOT)),
        text("trim", 2, a -> trimEnd(trimStart(a.string(0), a.string(1)), a.string(1))),
        text("trim_left", 2, a -> trimStart(a.string(0), a.string(1))),
        text("trim_right", 2, a -> trimEnd(a.string(0), a.string(1))),
        text("trim_space", 1, a -> a.string(0).strip()),
        text("trim_prefix", 2, a -> trimPrefix(a.string(0), a.string(1))),
        text("trim_suffix", 2, a -> trimSuffix(a.string(0), a.string(1))),
        text("strings.reverse", 1, a -> new StringBuilder(a.string(0)).reverse().toString()),
        text("substring", 3, Texts::substring),
        text("format_int", 2, Texts::formatted),
        Builtins.of("concat", 2, Texts::concat),
        Builtins.of("split", 2, Texts::split),
        Builtins.of("replace", 3, Texts::replace),
        Builtins.of("strings.replace_n", 2, Texts::replaceAll));
  }

  private static Builtin text(String name, int arity, Function<Arguments, String> body) {
    return Builtins.of(
        name,
        arity,
        (context, arguments) -> {
          String text = body.apply(arguments);
          context.budget().makeText(text.length());
          return Optional.of(StringValue.of(text));
        });
  }

  private static String trimStart(String text, String cut) {
    int from = 0;
    while (from < text.length() && cut.indexOf(text.codePointAt(from)) >= 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    return text.substring(from);
  }

  private static String trimEnd(String text, String cut) {
    int to = text.length();
    while (to > 0 && cut.indexOf(text.codePointBefore(to)) >= 0) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(0, to);
  }

  private static String trimPrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String trimSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static String substring(Arguments arguments) {
    String text = arguments.string(0);
    int offset = arguments.integer(1);
    int length = arguments.integer(2);
    if (offset < 0) {
      throw new BuiltinException("substring: negative offset");
    }
    int points = text.codePointCount(0, text.length());
    if (offset >= points) {
      return "";
    }
    int from = text.offsetByCodePoints(0, offset);
    boolean toEnd = length < 0 || length >= points - offset;
    return toEnd
        ? text.substring(from)
        : text.substring(from, text.offsetByCodePoints(from, length));
  }

  private static String formatted(Arguments arguments) {
    NumberValue number = arguments.number(0);
    int base = arguments.integer(1);
    if (base != 2 && base != 8 && base != 10 && base != 16) {
      return arguments.refuse(1, "one of 2, 8, 10, 16");
    }
    return number.decimal().setScale(0, RoundingMode.DOWN).toBigInteger().toString(base);
  }

  private static Optional<Value> concat(CallContext context, Arguments arguments) {
    String separator = arguments.string(0);
    List<String> parts = arguments.strings(1);
    long length = parts.stream().mapToLong(p -> (long) p.length() + separator.length()).sum();
    context.budget().makeText(length);
    return Optional.of(StringValue.of(String.join(separator, parts)));
  }

  private static Optional<Value> split(CallContext context, Arguments arguments) {
    String text = arguments.string(0);
    String separator = arguments.string(1);
    List<Value> parts = new ArrayList<>();
    context.budget().makeText(text.length());
    if (separator.isEmpty()) {
      text.codePoints().forEach(c -> parts.add(StringValue.of(Character.toString(c))));
    } else {
      int from = 0;
      for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
        parts.add(StringValue.of(text.substring(from, at)));
        from = at + separator.length();
      }
      parts.add(StringValue.of(text.substring(from)));
    }
    context.budget().make(parts.size());
    return Optional.of(new ArrayValue(parts));
  }

  private static Optional<Value> replace(CallContext context, Arguments arguments) {
    String text = arguments.string(0);
    String old = arguments.string(1);
    String fresh = arguments.string(2);
    long times = old.isEmpty() ? text.length() + 1L : occurrences(text, old);
    context.budget().makeText(text.length() + times * fresh.length());
    return Optional.of(StringValue.of(text.replace(old, fresh)));
  }

  static long occurrences(String text, String part) {
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  /** At each place the first fitting pattern in the order of keys counts; texts put in stay. */
  private static Optional<Value> replaceAll(CallContext context, Arguments arguments) {
    TreeMap<String, String> patterns = patterns(arguments);
    String text = arguments.string(1);
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at <= text.length()) {
      context.budget().step(1 + patterns.size());
      String old = fitting(patterns, text, at);
      if (old != null) {
        String fresh = patterns.getOrDefault(old, "");
        context.budget().makeText(fresh.length());
        out.append(fresh);
        at += old.length();
      }
      if (old == null || old.isEmpty()) {
        out.append(at < text.length() ? text.charAt(at) : "");
        at++;
      } else if (at == text.length()) {
        break;
      }
    }
    return Optional.of(StringValue.of(out.toString()));
  }

  private static @org.jspecify.annotations.Nullable String fitting(
      TreeMap<String, String> patterns, String text, int at) {
    for (String pattern : patterns.keySet()) {
      if (text.startsWith(pattern, at)) {
        return pattern;
      }
    }
    return null;
  }

  private static TreeMap<String, String> patterns(Arguments arguments) {
    ObjectValue object = arguments.object(0);
    return object.entries().stream()
        .collect(
            Collectors.toMap(
                e -> string(arguments, e.getKey()),
                e -> string(arguments, e.getValue()),
                (a, _) -> a,
                TreeMap::new));
  }

  private static String string(Arguments arguments, Value value) {
    return value instanceof StringValue(var text) ? text : arguments.refuse(0, "object of strings");
  }
}
