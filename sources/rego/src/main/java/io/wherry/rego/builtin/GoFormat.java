package io.wherry.rego.builtin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One call of {@code sprintf}: walks over the directives of a format. */
final class GoFormat {
  /** Go refuses larger widths, too. */
  private static final int MOST_WIDTH = 1_000_000;

  private final CallContext context;
  private final String format;
  private final List<Object> values;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int next;
  private boolean reordered;

  GoFormat(CallContext context, String format, List<Object> values) {
    this.context = context;
    this.format = format;
    this.values = values;
  }

  String format() {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        out.append(format, at, format.length());
        break;
      }
      out.append(format, at, percent);
      at = percent + 1;
      directive();
      context.budget().makeText(1);
    }
    if (!reordered && next < values.size()) {
      extra();
    }
    context.budget().makeText(out.length());
    return out.toString();
  }

  private void extra() {
    out.append("%!(EXTRA ");
    for (int i = next; i < values.size(); i++) {
      out.append(i > next ? ", " : "").append(GoVerb.typed(values.get(i)));
    }
    out.append(')');
  }

  private void directive() {
    Set<Character> flags = new HashSet<>();
    while (at < format.length() && "+-# 0".indexOf(format.charAt(at)) >= 0) {
      flags.add(format.charAt(at++));
    }
    index();
    int width = number();
    if (width < -1) { // given by an argument
      flags.add('-');
      width = -width;
    }
    int precision = -1;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      index();
      precision = Math.max(0, number());
    }
    index();
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    if (verb == '%') {
      out.append('%');
    } else if (next >= values.size() || next < 0) {
      String said = Character.toString(verb);
      out.append("%!").append(said).append(next < 0 ? "(BADINDEX)" : "(MISSING)");
    } else {
      GoVerb directive = new GoVerb(verb, flags, width, precision);
      context.budget().makeText(Math.max(width, precision));
      out.append(directive.text(values.get(next++)));
    }
  }

  /** {@code [2]} chooses the argument that comes next. */
  private void index() {
    int close = at < format.length() && format.charAt(at) == '[' ? format.indexOf(']', at) : -1;
    if (close > 0) {
      reordered = true;
      try {
        int chosen = Integer.parseInt(format.substring(at + 1, close)) - 1;
        next = chosen >= 0 && chosen < values.size() ? chosen : -1;
      } catch (NumberFormatException e) {
        next = -1;
      }
      at = close + 1;
    }
  }

  /** Digits, or an argument for a star; -1 when there is neither. */
  private int number() {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      return star();
    }
    int number = -1;
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      number = Math.max(0, number) * 10 + format.charAt(at++) - '0';
      if (number > MOST_WIDTH) {
        throw new BuiltinException("sprintf: width or precision too large");
      }
    }
    return number;
  }

  private int star() {
    if (next >= 0
        && next < values.size()
        && values.get(next) instanceof Long given
        && Math.abs(given) <= MOST_WIDTH) {
      next++;
      return given.intValue();
    }
    next = Math.min(values.size(), Math.max(0, next) + 1);
    out.append("%!(BADWIDTH)");
    return -1;
  }
}
