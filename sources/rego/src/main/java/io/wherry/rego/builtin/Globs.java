package io.wherry.rego.builtin;

import com.google.re2j.Pattern;
import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.NullValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Patterns with stars. */
final class Globs {
  private static final String SPECIAL = "*?\\[]{}";

  private Globs() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.of("glob.match", 3, Globs::match),
        Builtins.pure("glob.quote_meta", 1, a -> StringValue.of(quote(a.string(0)))));
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
    }
    return out.toString();
  }

  private static Optional<Value> match(CallContext context, Arguments arguments) {
    String expression = expression(arguments.string(0), delimiters(arguments));
    return Optional.of(BoolValue.of(Regexes.matches(context, expression, arguments.string(2))));
  }

  /** None for null; the dot for an empty list. */
  private static String delimiters(Arguments arguments) {
    return switch (arguments.value(1)) {
      case NullValue _ -> "";
      case ArrayValue(var items) when items.isEmpty() -> ".";
      case ArrayValue _ -> String.join("", arguments.strings(1));
      default -> arguments.refuse(1, "one of array, null");
    };
  }

  private static String expression(String glob, String delimiters) {
    String one = delimiters.isEmpty() ? "(?s:.)" : "[^" + escape(delimiters) + "]";
    StringBuilder out = new StringBuilder("^(?:");
    List<Character> open = new ArrayList<>();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          boolean twice = i + 1 < glob.length() && glob.charAt(i + 1) == '*';
          out.append(twice ? "(?s:.)*" : one + "*");
          i += twice ? 1 : 0;
        }
        case '?' -> out.append(one);
        case '\\' ->
            out.append(Pattern.quote(i + 1 < glob.length() ? glob.substring(++i, i + 1) : "\\"));
        case '[' -> i = characters(glob, i, out);
        case '{' -> {
          open.add(c);
          out.append("(?:");
        }
        case '}' -> {
          if (open.isEmpty()) {
            throw new BuiltinException("glob.match: unbalanced braces");
          }
          Character _ = open.removeLast();
          out.append(')');
        }
        case ',' -> out.append(open.isEmpty() ? "," : "|");
        default -> out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return out.append(")$").toString();
  }

  private static int characters(String glob, int from, StringBuilder out) {
    int close = glob.indexOf(']', from + 1);
    if (close < 0) {
      throw new BuiltinException("glob.match: unbalanced brackets");
    }
    String inside = glob.substring(from + 1, close);
    boolean not = inside.startsWith("!");
    String listed = not ? inside.substring(1) : inside;
    boolean range = listed.length() == 3 && listed.charAt(1) == '-';
    String escaped =
        range ? escape(listed.substring(0, 1)) + "-" + escape(listed.substring(2)) : escape(listed);
    out.append('[').append(not ? "^" : "").append(escaped).append(']');
    return close;
  }

  private static String escape(String characters) {
    StringBuilder out = new StringBuilder();
    for (char c : characters.toCharArray()) {
      out.append("\\^-]['&".indexOf(c) >= 0 ? "\\" : "").append(c);
    }
    return out.toString();
  }
}
