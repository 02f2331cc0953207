package io.wherry.vmimport.names.gotemplate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of Go's printf that make sense in names: v s q d x X o b c t f, with width, precision
 * and the flags minus, plus and zero. What Go would print as a complaint is an error here.
 */
final class Printf {
  private static final Pattern VERB =
      Pattern.compile("%([-+0 #]*)([0-9]*)(?:(\\.)([0-9]*))?(.?)", Pattern.DOTALL);

  private static final int MAX_WIDTH = 1000;

  private final Arguments arguments;
  private int next = 1;

  Printf(Arguments arguments) {
    this.arguments = arguments;
  }

  String format() throws BadArgument {
    arguments.need(1, 100);
    String format = arguments.text(0);
    StringBuilder result = new StringBuilder();
    Matcher verb = VERB.matcher(format);
    int from = 0;
    while (verb.find(from)) {
      result.append(format, from, verb.start()).append(one(verb));
      from = verb.end();
    }
    if (next < arguments.count()) {
      throw new BadArgument("there are more values than verbs");
    }
    return result.append(format.substring(from)).toString();
  }

  private String one(Matcher verb) throws BadArgument {
    if (verb.group(5).equals("%")) {
      return "%";
    }
    if (verb.group(5).isEmpty() || next >= arguments.count()) {
      throw new BadArgument("'" + verb.group() + "' has no verb or no value");
    }
    int precision = verb.group(3) == null ? -1 : size(verb.group(4));
    String flags = verb.group(1);
    String text = text(verb.group(5).charAt(0), arguments.any(next++), flags, precision);
    return pad(text, flags, size(verb.group(2)));
  }

  private static int size(String digits) throws BadArgument {
    int size =
        digits.isEmpty() ? 0 : digits.length() > 4 ? MAX_WIDTH + 1 : Integer.parseInt(digits);
    if (size > MAX_WIDTH) {
      throw new BadArgument("width or precision above " + MAX_WIDTH);
    }
    return size;
  }

  private String text(char verb, @Nullable Object value, String flags, int precision)
      throws BadArgument {
    return switch (value) {
      case String s when "svq".indexOf(verb) >= 0 -> {
        String cut = precision < 0 ? s : cut(s, precision);
        yield verb == 'q' ? quoted(cut) : cut;
      }
      case String s when verb == 'x' || verb == 'X' -> hex(s, verb);
      case Long n -> integer(verb, n, flags);
      case Double d when "vfg".indexOf(verb) >= 0 -> real(verb, d, flags, precision);
      case Boolean b when verb == 't' || verb == 'v' -> b.toString();
      case null, default -> throw new BadArgument("%" + verb + " does not fit its value");
    };
  }

  private static String cut(String s, int precision) {
    int points = s.codePointCount(0, s.length());
    return s.substring(0, s.offsetByCodePoints(0, Math.min(points, precision)));
  }

  private static String integer(char verb, long n, String flags) throws BadArgument {
    String text =
        switch (verb) {
          case 'd', 'v' -> Long.toString(n);
          case 'x' -> Long.toString(n, 16);
          case 'X' -> Long.toString(n, 16).toUpperCase(java.util.Locale.ROOT);
          case 'o' -> Long.toString(n, 8);
          case 'b' -> Long.toString(n, 2);
          case 'c' -> Character.toString((int) n);
          default -> throw new BadArgument("%" + verb + " does not fit an integer");
        };
    return flags.contains("+") && n >= 0 && verb != 'c' ? "+" + text : text;
  }

  private static String real(char verb, double d, String flags, int precision) throws BadArgument {
    if (verb != 'f' && precision >= 0) {
      throw new BadArgument("a precision needs %f");
    }
    int digits = precision < 0 ? 6 : precision;
    String text =
        verb == 'f' && Double.isFinite(d)
            ? new BigDecimal(d).setScale(digits, RoundingMode.HALF_EVEN).toPlainString()
            : Values.real(d);
    return flags.contains("+") && d >= 0 ? "+" + text : text;
  }

  private static String quoted(String s) {
    return '"' + s.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String hex(String s, char verb) {
    var format = java.util.HexFormat.of();
    String text = format.formatHex(s.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return verb == 'X' ? text.toUpperCase(java.util.Locale.ROOT) : text;
  }

  private static String pad(String text, String flags, int width) {
    int missing = width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    if (flags.contains("-")) {
      return text + " ".repeat(missing);
    }
    if (!flags.contains("0")) {
      return " ".repeat(missing) + text;
    }
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String sign = signed ? text.substring(0, 1) : "";
    return sign + "0".repeat(missing) + text.substring(sign.length());
  }
}
