package io.wherry.vmimport.names.gotemplate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expression replacement with Go's way of naming groups, and bounded effort. */
final class Regex {
  private static final Pattern GROUP = Pattern.compile("\\$(?:\\$|(\\w+)|\\{(\\w+)})");

  private Regex() {}

  /** Arguments: expression, text, replacement. */
  static Object replaceAll(Arguments a) throws BadArgument {
    a.need(3, 3);
    try {
      Pattern pattern = Pattern.compile(a.text(0).replace("(?P<", "(?<"));
      Matcher found = pattern.matcher(new Metered(a.text(1), new Budget()));
      StringBuilder result = new StringBuilder();
      int from = 0;
      boolean any = false;
      while (found.find()) {
        boolean emptyRightAfter = any && found.end() == from && found.start() == from;
        if (emptyRightAfter) {
          // Go takes no empty match right behind another match
          continue;
        }
        any = true;
        result.append(a.text(1), from, found.start()).append(expand(a.text(2), found));
        from = found.end();
        if (result.length() > Evaluator.MAX_OUTPUT) {
          throw new BadArgument("the result is too long");
        }
      }
      return result.append(a.text(1).substring(from)).toString();
    } catch (PatternSyntaxException e) {
      throw new BadArgument("invalid regular expression: " + e.getDescription());
    } catch (Exhausted | StackOverflowError e) {
      throw new BadArgument("the regular expression takes too long");
    }
  }

  private static String expand(String replacement, Matcher found) {
    Matcher group = GROUP.matcher(replacement);
    StringBuilder result = new StringBuilder();
    int from = 0;
    while (group.find()) {
      result.append(replacement, from, group.start()).append(value(group, found));
      from = group.end();
    }
    return result.append(replacement.substring(from)).toString();
  }

  private static String value(Matcher group, Matcher found) {
    if (group.group().equals("$$")) {
      return "$";
    }
    String name = group.group(1) == null ? group.group(2) : group.group(1);
    String value = null;
    if (name.matches("[0-9]{1,3}")) {
      int number = Integer.parseInt(name);
      value = number <= found.groupCount() ? found.group(number) : null;
    } else if (found.namedGroups().containsKey(name)) {
      value = found.group(name);
    }
    return value == null ? "" : value;
  }

  /** Thrown out of the matcher when it has read too much. */
  private static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted() {
      super(null, null, false, false);
    }
  }

  private static final class Budget {
    private int left = 1_000_000;

    void take() {
      if (--left < 0) {
        throw new Exhausted();
      }
    }
  }

  /** Java's matcher backtracks without limit; counting the characters it reads gives it one. */
  private record Metered(CharSequence text, Budget budget) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      budget.take();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Metered(text.subSequence(start, end), budget);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
