package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Looking into texts. */
final class TextSearch {
  private TextSearch() {}

  static List<Builtin> all() {
    return List.of(
        asks("contains", String::contains),
        asks("startswith", String::startsWith),
        asks("endswith", String::endsWith),
        asksAny("strings.any_prefix_match", String::startsWith),
        asksAny("strings.any_suffix_match", String::endsWith),
        Builtins.pure("indexof", 2, TextSearch::index),
        Builtins.of("indexof_n", 2, TextSearch::indexes),
        Builtins.pure("strings.count", 2, TextSearch::count));
  }

  private static Builtin asks(String name, BiPredicate<String, String> question) {
    return Builtins.pure(name, 2, a -> BoolValue.of(question.test(a.string(0), a.string(1))));
  }

  private static Builtin asksAny(String name, BiPredicate<String, String> question) {
    return Builtins.of(
        name,
        2,
        (context, arguments) -> {
          List<String> texts = arguments.stringOrStrings(0);
          List<String> parts = arguments.stringOrStrings(1);
          context.budget().step((long) texts.size() * parts.size());
          return Optional.of(
              BoolValue.of(
                  texts.stream().anyMatch(t -> parts.stream().anyMatch(p -> question.test(t, p)))));
        });
  }

  private static String part(Arguments arguments) {
    String part = arguments.string(1);
    if (part.isEmpty()) {
      throw new BuiltinException("indexof: empty search character");
    }
    return part;
  }

  private static Value index(Arguments arguments) {
    String text = arguments.string(0);
    int at = text.indexOf(part(arguments));
    return NumberValue.of(at < 0 ? -1 : text.codePointCount(0, at));
  }

  private static Optional<Value> indexes(CallContext context, Arguments arguments) {
    String text = arguments.string(0);
    String part = part(arguments);
    List<Value> found = new ArrayList<>();
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      context.budget().make(1);
      found.add(NumberValue.of(text.codePointCount(0, at)));
    }
    return Optional.of(new ArrayValue(found));
  }

  private static Value count(Arguments arguments) {
    String text = arguments.string(0);
    String part = arguments.string(1);
    return NumberValue.of(
        part.isEmpty()
            ? text.codePointCount(0, text.length()) + 1L
            : Texts.occurrences(text, part));
  }
}
