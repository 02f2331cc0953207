package io.wherry.rego.builtin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * One directive such as {@code %-8.3f}, applied to a value: a String, Long, BigInteger or Double.
 *
 * @param width -1 when not given
 * @param precision -1 when not given
 */
record GoVerb(int verb, Set<Character> flags, int width, int precision) {
  String text(Object value) {
    return switch (value) {
      case String text -> string(text);
      case Long whole -> whole(BigInteger.valueOf(whole), value);
      case BigInteger whole when verb == 's' -> pad(whole.toString());
      case BigInteger whole -> whole(whole, value);
      case Double fraction -> fraction(fraction);
      default -> bad(value);
    };
  }

  private boolean has(char flag) {
    return flags.contains(flag);
  }

  private String string(String text) {
    return switch (verb) {
      case 'v' -> pad(has('#') ? quoted(text) : cut(text));
      case 's' -> pad(cut(text));
      case 'q' -> pad(quoted(cut(text)));
      case 'x' -> pad(hex(text));
      case 'X' -> pad(hex(text).toUpperCase(Locale.ROOT));
      case 'T' -> pad("string");
      default -> bad(text);
    };
  }

  private String cut(String text) {
    boolean longer = precision >= 0 && text.codePointCount(0, text.length()) > precision;
    return longer ? text.substring(0, text.offsetByCodePoints(0, precision)) : text;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(c -> escape(c, out));
    return out.append('"').toString();
  }

  private static void escape(int c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < ' ' || c == 0x7f) {
          out.append(String.format("\\x%02x", c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  private String whole(BigInteger number, Object value) {
    return switch (verb) {
      case 'v', 'd' -> digits(number, 10, "");
      case 'b' -> digits(number, 2, has('#') ? "0b" : "");
      case 'o' -> digits(number, 8, has('#') ? "0" : "");
      case 'O' -> digits(number, 8, "0o");
      case 'x' -> digits(number, 16, has('#') ? "0x" : "");
      case 'X' -> digits(number, 16, has('#') ? "0X" : "").toUpperCase(Locale.ROOT);
      case 'c' -> pad(character(number));
      case 'q' -> pad("'" + character(number) + "'");
      case 'U' -> pad(String.format("U+%04X", number.intValue()));
      case 'T' -> pad(type(value));
      default -> bad(value);
    };
  }

  private static String character(BigInteger number) {
    boolean valid = number.signum() >= 0 && number.compareTo(BigInteger.valueOf(0x10FFFF)) <= 0;
    return Character.toString(valid ? number.intValue() : 0xFFFD);
  }

  private String digits(BigInteger number, int base, String prefix) {
    String digits = number.abs().toString(base);
    String sign = sign(number.signum() < 0);
    int least = precision;
    if (precision < 0 && has('0') && !has('-') && width > 0) {
      least = width - sign.length() - prefix.length();
    }
    return pad(sign + prefix + "0".repeat(Math.max(0, least - digits.length())) + digits);
  }

  private String sign(boolean negative) {
    return negative ? "-" : has('+') ? "+" : has(' ') ? " " : "";
  }

  private String fraction(double number) {
    return switch (verb) {
      case 'f', 'F' -> number(fixed(number, precision < 0 ? 6 : precision));
      case 'e' -> number(exponent(number, precision < 0 ? 6 : precision));
      case 'E' -> number(exponent(number, precision < 0 ? 6 : precision)).toUpperCase(Locale.ROOT);
      case 'v', 'g' -> number(general(number));
      case 'G' -> number(general(number)).toUpperCase(Locale.ROOT);
      case 'T' -> pad("float64");
      default -> bad(number);
    };
  }

  private String number(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    String sign = sign(negative);
    boolean zeros = has('0') && !has('-');
    int least = zeros ? width - sign.length() - digits.length() : 0;
    return pad(sign + "0".repeat(Math.max(0, least)) + digits);
  }

  private static String fixed(double number, int digits) {
    return new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String exponent(double number, int digits) {
    if (number == 0) {
      return "0" + (digits > 0 ? "." + "0".repeat(digits) : "") + "e+00";
    }
    BigDecimal rounded =
        new BigDecimal(number).round(new java.math.MathContext(digits + 1, RoundingMode.HALF_EVEN));
    return scientific(rounded, digits);
  }

  private static String scientific(BigDecimal number, int digits) {
    String all = number.unscaledValue().abs().toString();
    int exponent = all.length() - number.scale() - 1;
    String padded = all + "0".repeat(Math.max(0, digits + 1 - all.length()));
    String mantissa =
        digits == 0
            ? padded.substring(0, 1)
            : padded.charAt(0) + "." + padded.substring(1, digits + 1);
    String sign = number.signum() < 0 ? "-" : "";
    return sign
        + mantissa
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** The fewest digits that read back the same, or as many as asked for. */
  private String general(double number) {
    if (number == 0) {
      return "0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (precision >= 0) {
      shortest =
          new BigDecimal(number)
              .round(new java.math.MathContext(Math.max(1, precision), RoundingMode.HALF_EVEN))
              .stripTrailingZeros();
    }
    int exponent = shortest.precision() - shortest.scale() - 1;
    int most = precision < 0 ? 21 : Math.max(1, precision);
    return exponent < -4 || exponent >= most
        ? scientific(shortest, shortest.precision() - 1)
        : shortest.toPlainString();
  }

  private String pad(String text) {
    int missing = width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    return has('-') ? text + " ".repeat(missing) : " ".repeat(missing) + text;
  }

  private String bad(Object value) {
    return "%!" + Character.toString(verb) + "(" + typed(value) + ")";
  }

  /** {@code int64=3}. */
  static String typed(Object value) {
    String text =
        value instanceof Double number
            ? new GoVerb('v', Set.of(), -1, -1).fraction(number)
            : String.valueOf(value);
    return type(value) + "=" + text;
  }

  private static String type(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Long _ -> "int64";
      case BigInteger _ -> "*big.Int";
      default -> "float64";
    };
  }
}
