package io.wherry.vmimport.names.gotemplate;

/** Resolves the escapes of Go's quoted strings. */
record Escapes(Where where, int position) {

  String resolve(String raw) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i);
      if (c != '\\') {
        text.append(c);
        i++;
      } else {
        i = escape(raw, i + 1, text);
      }
    }
    return text.toString();
  }

  private int escape(String raw, int i, StringBuilder text) {
    char c = raw.charAt(i);
    int simple = "abfnrtv\\'\"".indexOf(c);
    if (simple >= 0) {
      text.append("\u0007\b\f\n\r\t\u000b\\'\"".charAt(simple));
      return i + 1;
    }
    return switch (c) {
      case 'x' -> code(raw, i + 1, 2, 16, text);
      case 'u' -> code(raw, i + 1, 4, 16, text);
      case 'U' -> code(raw, i + 1, 8, 16, text);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> code(raw, i, 3, 8, text);
      default -> throw where.problem(position + i, "unknown escape \\" + c);
    };
  }

  private int code(String raw, int start, int digits, int radix, StringBuilder text) {
    if (start + digits > raw.length()) {
      throw where.problem(position + start, "incomplete escape");
    }
    try {
      int value = Integer.parseUnsignedInt(raw.substring(start, start + digits), radix);
      text.appendCodePoint(value);
    } catch (IllegalArgumentException e) {
      throw where.problem(position + start, "invalid escape");
    }
    return start + digits;
  }
}
