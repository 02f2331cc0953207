package io.wherry.rego.builtin;

import com.google.re2j.Matcher;
import org.jspecify.annotations.Nullable;

/** Puts groups of a match into a replacement: {@code $1}, {@code ${name}}, {@code $$}. */
final class Replacements {
  private Replacements() {}

  static void expand(String template, Matcher match, StringBuilder out) {
    int at = 0;
    while (at < template.length()) {
      int dollar = template.indexOf('$', at);
      if (dollar < 0 || dollar + 1 == template.length()) {
        out.append(template, at, template.length());
        return;
      }
      out.append(template, at, dollar);
      if (template.charAt(dollar + 1) == '$') {
        out.append('$');
        at = dollar + 2;
      } else {
        at = group(template, dollar + 1, match, out);
      }
    }
  }

  /** Gives where the reference ends; one that names nothing becomes empty. */
  private static int group(String template, int from, Matcher match, StringBuilder out) {
    boolean braces = template.charAt(from) == '{';
    int start = braces ? from + 1 : from;
    int end = start;
    while (end < template.length() && isWord(template.charAt(end))) {
      end++;
    }
    boolean closed = !braces || end < template.length() && template.charAt(end) == '}';
    if (end == start || !closed) {
      out.append('$');
      return from;
    }
    @Nullable String found = value(template.substring(start, end), match);
    out.append(found == null ? "" : found);
    return braces ? end + 1 : end;
  }

  private static @Nullable String value(String name, Matcher match) {
    try {
      boolean number = name.chars().allMatch(Character::isDigit);
      return number ? match.group(Integer.parseInt(name)) : match.group(name);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }
}
