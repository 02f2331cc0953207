package io.wherry.rego.builtin;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Regular expressions of RE2: as the reference implementation has them, and their time grows with
 * the text only. Java's own could take for ever.
 */
final class Regexes {
  private static final int MOST_CHARACTERS = 4_096;

  /** Repetitions of repetitions: {@code (a{1000}){1000}} would need gigabytes. */
  private static final long MOST_COPIES = 10_000;

  private static final int MOST_REMEMBERED = 500;
  private static final ConcurrentHashMap<String, Pattern> REMEMBERED = new ConcurrentHashMap<>();

  private Regexes() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.of("regex.match", 2, Regexes::match),
        Builtins.of("re_match", 2, Regexes::match),
        Builtins.pure("regex.is_valid", 1, Regexes::isValid),
        Builtins.of("regex.split", 2, Regexes::split),
        Builtins.of("regex.find_n", 3, Regexes::find),
        Builtins.of("regex.find_all_string_submatch_n", 3, Regexes::findGroups),
        Builtins.of("regex.replace", 3, Regexes::replace),
        Builtins.of("regex.template_match", 4, Regexes::matchTemplate));
  }

  static Pattern pattern(String expression) {
    Pattern known = REMEMBERED.get(expression);
    if (known != null) {
      return known;
    }
    if (expression.length() > MOST_CHARACTERS || copies(expression) > MOST_COPIES) {
      throw new BuiltinException("the regular expression is too large");
    }
    try {
      Pattern compiled = Pattern.compile(expression);
      if (REMEMBERED.size() >= MOST_REMEMBERED) {
        REMEMBERED.clear();
      }
      REMEMBERED.put(expression, compiled);
      return compiled;
    } catch (PatternSyntaxException | StackOverflowError e) {
      throw new BuiltinException("error parsing regexp: " + e.getMessage());
    }
  }

  /** How often the innermost thing is repeated at most, were all repetitions nested. */
  private static long copies(String expression) {
    long product = 1;
    var counts = java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");
    var found = counts.matcher(expression);
    while (found.find() && product <= MOST_COPIES) {
      String most =
          found.group(2) == null || found.group(2).isEmpty() ? found.group(1) : found.group(2);
      product *= Math.max(1, Long.parseLong(most));
    }
    return product;
  }

  private static void charge(CallContext context, Pattern pattern, String text) {
    context.budget().step(1 + (long) text.length() * pattern.programSize() / 16);
  }

  private static Optional<Value> match(CallContext context, Arguments arguments) {
    return Optional.of(BoolValue.of(matches(context, arguments.string(0), arguments.string(1))));
  }

  static boolean matches(CallContext context, String expression, String text) {
    Pattern pattern = pattern(expression);
    charge(context, pattern, text);
    return pattern.matcher(text).find();
  }

  private static Value isValid(Arguments arguments) {
    if (!(arguments.value(0) instanceof StringValue(var expression))) {
      return BoolValue.FALSE;
    }
    try {
      Pattern _ = pattern(expression);
      return BoolValue.TRUE;
    } catch (BuiltinException e) {
      return BoolValue.FALSE;
    }
  }

  private static Optional<Value> split(CallContext context, Arguments arguments) {
    Pattern pattern = pattern(arguments.string(0));
    String text = arguments.string(1);
    charge(context, pattern, text);
    Matcher matcher = pattern.matcher(text);
    List<Value> parts = new ArrayList<>();
    int from = 0;
    while (!text.isEmpty() && matcher.find()) {
      boolean emptyAtStart = matcher.end() == 0;
      if (!emptyAtStart && !(matcher.start() == matcher.end() && matcher.end() == text.length())) {
        context.budget().make(1);
        parts.add(StringValue.of(text.substring(from, matcher.start())));
        from = matcher.end();
      }
    }
    parts.add(StringValue.of(text.substring(from)));
    return Optional.of(new ArrayValue(parts));
  }

  private static Optional<Value> find(CallContext context, Arguments arguments) {
    Matcher matcher = matcher(context, arguments);
    int most = arguments.integer(2);
    List<Value> found = new ArrayList<>();
    while ((most < 0 || found.size() < most) && matcher.find()) {
      context.budget().make(1);
      found.add(StringValue.of(matcher.group()));
    }
    return Optional.of(new ArrayValue(found));
  }

  private static Matcher matcher(CallContext context, Arguments arguments) {
    Pattern pattern = pattern(arguments.string(0));
    charge(context, pattern, arguments.string(1));
    return pattern.matcher(arguments.string(1));
  }

  private static Optional<Value> findGroups(CallContext context, Arguments arguments) {
    Matcher matcher = matcher(context, arguments);
    int most = arguments.integer(2);
    List<Value> found = new ArrayList<>();
    while ((most < 0 || found.size() < most) && matcher.find()) {
      List<Value> groups = new ArrayList<>();
      for (int i = 0; i <= matcher.groupCount(); i++) {
        String group = matcher.group(i);
        groups.add(StringValue.of(group == null ? "" : group));
      }
      context.budget().make(groups.size());
      found.add(new ArrayValue(groups));
    }
    return Optional.of(new ArrayValue(found));
  }

  /** References to groups are {@code $1}, {@code ${1}} and {@code ${name}}. */
  private static Optional<Value> replace(CallContext context, Arguments arguments) {
    String text = arguments.string(0);
    Pattern pattern = pattern(arguments.string(1));
    charge(context, pattern, text);
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      out.append(text, from, matcher.start());
      int before = out.length();
      Replacements.expand(arguments.string(2), matcher, out);
      context.budget().makeText(out.length() - before);
      from = matcher.end();
    }
    return Optional.of(StringValue.of(out.append(text.substring(from)).toString()));
  }

  /** Between the delimiters stand expressions, around them stands plain text. */
  private static Optional<Value> matchTemplate(CallContext context, Arguments arguments) {
    String template = arguments.string(0);
    String open = arguments.string(2);
    String close = arguments.string(3);
    if (open.codePointCount(0, open.length()) != 1
        || close.codePointCount(0, close.length()) != 1) {
      throw new BuiltinException("regex.template_match: delimiters are one character each");
    }
    StringBuilder expression = new StringBuilder("^");
    int from = 0;
    for (int at = template.indexOf(open); at >= 0; at = template.indexOf(open, from)) {
      int end = template.indexOf(close, at);
      if (end < 0) {
        throw new BuiltinException("regex.template_match: unbalanced braces");
      }
      expression.append(Pattern.quote(template.substring(from, at)));
      expression.append('(').append(template, at + open.length(), end).append(')');
      from = end + close.length();
    }
    expression.append(Pattern.quote(template.substring(from))).append('$');
    return Optional.of(BoolValue.of(matches(context, expression.toString(), arguments.string(1))));
  }
}
