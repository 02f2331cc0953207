package io.wherry.vmimport.names.gotemplate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** The 18 text functions of the contract. Lengths and positions count UTF-8 bytes, as in Go. */
final class TextFunctions {
  private TextFunctions() {}

  static final Map<String, Functions.Body> ALL =
      Map.ofEntries(
          Map.entry("lower", a -> each(one(a), Character::toLowerCase)),
          Map.entry("upper", a -> each(one(a), Character::toUpperCase)),
          Map.entry("contains", a -> second(a).contains(a.text(0))),
          Map.entry("replace", TextFunctions::replace),
          Map.entry("trim", a -> strip(one(a), TextFunctions::isSpace)),
          Map.entry("trimAll", a -> strip(second(a), anyOf(a.text(0)))),
          Map.entry("trimSuffix", TextFunctions::trimSuffix),
          Map.entry("trimPrefix", TextFunctions::trimPrefix),
          Map.entry("title", a -> capital(one(a), TextFunctions::upper)),
          Map.entry("untitle", a -> uncapital(one(a))),
          Map.entry("repeat", TextFunctions::repeat),
          Map.entry("substr", TextFunctions::substring),
          Map.entry("nospace", a -> without(one(a))),
          Map.entry("trunc", TextFunctions::truncate),
          Map.entry("initials", a -> initials(one(a))),
          Map.entry("hasPrefix", a -> second(a).startsWith(a.text(0))),
          Map.entry("hasSuffix", a -> second(a).endsWith(a.text(0))),
          Map.entry("mustRegexReplaceAll", Regex::replaceAll));

  private static String one(Arguments a) throws BadArgument {
    a.need(1, 1);
    return a.text(0);
  }

  /** The text worked on; in the contract it comes last, so that pipelines read well. */
  private static String second(Arguments a) throws BadArgument {
    a.need(2, 2);
    return a.text(1);
  }

  /** Letter by letter, as Go: the sharp s stays one letter. */
  private static String each(String text, IntUnaryOperator change) {
    int[] points = text.codePoints().map(change).toArray();
    return new String(points, 0, points.length);
  }

  private static Object replace(Arguments a) throws BadArgument {
    a.need(3, 3);
    String result = a.text(2).replace(a.text(0), a.text(1));
    return bounded(result.length(), result);
  }

  private static Object trimSuffix(Arguments a) throws BadArgument {
    String text = second(a);
    String suffix = a.text(0);
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static Object trimPrefix(Arguments a) throws BadArgument {
    String text = second(a);
    String prefix = a.text(0);
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static Object repeat(Arguments a) throws BadArgument {
    String text = second(a);
    int count = a.integer(0);
    if (count < 0) {
      throw new BadArgument("negative count");
    }
    bounded((long) count * text.length(), text);
    return text.repeat(count);
  }

  private static String bounded(long length, String text) throws BadArgument {
    if (length > Evaluator.MAX_OUTPUT) {
      throw new BadArgument("the result is longer than " + Evaluator.MAX_OUTPUT + " characters");
    }
    return text;
  }

  private static Object substring(Arguments a) throws BadArgument {
    a.need(3, 3);
    byte[] bytes = a.text(2).getBytes(StandardCharsets.UTF_8);
    int start = a.integer(0);
    int end = a.integer(1);
    if (start < 0) {
      return bytes(bytes, 0, end);
    }
    return bytes(bytes, start, end < 0 || end > bytes.length ? bytes.length : end);
  }

  private static Object truncate(Arguments a) throws BadArgument {
    byte[] bytes = second(a).getBytes(StandardCharsets.UTF_8);
    int count = a.integer(0);
    if (count < 0 && bytes.length + count > 0) {
      return bytes(bytes, bytes.length + count, bytes.length);
    }
    return count >= 0 && bytes.length > count ? bytes(bytes, 0, count) : a.text(1);
  }

  static String bytes(byte[] bytes, int from, int to) throws BadArgument {
    if (from < 0 || to > bytes.length || from > to) {
      throw new BadArgument("positions " + from + " to " + to + " are outside of the text");
    }
    return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
  }

  private static String strip(String text, IntPredicate cut) {
    int[] points = text.codePoints().toArray();
    int from = 0;
    int to = points.length;
    while (from < to && cut.test(points[from])) {
      from++;
    }
    while (to > from && cut.test(points[to - 1])) {
      to--;
    }
    return new String(points, from, to - from);
  }

  private static IntPredicate anyOf(String characters) {
    return c -> characters.codePoints().anyMatch(p -> p == c);
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || c == 0x85 || Character.isSpaceChar(c);
  }

  private static int upper(int c) {
    return Character.toTitleCase(c);
  }

  /** Go's strings.Title: letters, digits, underscores and apostrophes stay inside a word. */
  private static String capital(String text, IntUnaryOperator change) {
    StringBuilder result = new StringBuilder();
    int[] before = {' '};
    text.codePoints()
        .forEach(c -> {
          result.appendCodePoint(separates(before[0]) ? change.applyAsInt(c) : c);
          before[0] = c;
        });
    return result.toString();
  }

  private static boolean separates(int c) {
    if (c < 0x80) {
      return !(Character.isLetterOrDigit(c) || c == '_');
    }
    return !Character.isLetterOrDigit(c) && isSpace(c);
  }

  /** The first letter of each word in lower case; words are apart by white space. */
  private static String uncapital(String text) {
    StringBuilder result = new StringBuilder();
    int[] before = {' '};
    text.codePoints()
        .forEach(c -> {
          result.appendCodePoint(isSpace(before[0]) ? Character.toLowerCase(c) : c);
          before[0] = c;
        });
    return result.toString();
  }

  private static String without(String text) {
    StringBuilder result = new StringBuilder();
    text.codePoints().filter(c -> !isSpace(c)).forEach(result::appendCodePoint);
    return result.toString();
  }

  private static String initials(String text) {
    StringBuilder result = new StringBuilder();
    int[] before = {' '};
    text.codePoints()
        .forEach(c -> {
          if (isSpace(before[0]) && !isSpace(c)) {
            result.appendCodePoint(c);
          }
          before[0] = c;
        });
    return result.toString();
  }
}
