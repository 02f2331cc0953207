package io.wherry.rego.syntax;

/** Escapes in strings with double quotes: those of JSON. */
final class Escapes {
  private Escapes() {}

  static String decode(String written, Position start) {
    if (written.indexOf('\\') < 0) {
      return written;
    }
    StringBuilder out = new StringBuilder(written.length());
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char kind = i + 1 < written.length() ? written.charAt(++i) : '\0';
      if (kind == 'u') {
        out.append(unicode(written, i + 1, start));
        i += 4;
      } else {
        out.append(simple(kind, start));
      }
    }
    return out.toString();
  }

  private static char simple(char kind, Position start) {
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw new SyntaxException("illegal escape sequence in string", start);
    };
  }

  private static char unicode(String written, int from, Position start) {
    try {
      return (char) Integer.parseUnsignedInt(written, from, from + 4, 16);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new SyntaxException("illegal escape sequence in string", start);
    }
  }
}
