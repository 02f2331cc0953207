package io.wherry.vmimport.names.gotemplate;

import java.util.Locale;

/** Number constants as Go writes them: Long or Double. */
record Numbers(Where where) {

  Object parse(Token token) {
    String text = token.text().replace("_", "").toLowerCase(Locale.ROOT);
    try {
      if (text.startsWith("0x") || !text.matches(".*[.e].*")) {
        return integer(text);
      }
      return real(text);
    } catch (NumberFormatException e) {
      throw where.problem(token.position(), "'" + token.text() + "' is not a number");
    }
  }

  private static Long integer(String text) {
    String sign = text.startsWith("-") ? "-" : "";
    String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (digits.startsWith("0b")) {
      return Long.parseLong(sign + digits.substring(2), 2);
    }
    if (digits.startsWith("0o")) {
      return Long.parseLong(sign + digits.substring(2), 8);
    }
    return Long.decode(sign + digits);
  }

  private static Double real(String text) {
    if (!text.matches("[-+]?[0-9]*\\.?[0-9]*(e[-+]?[0-9]+)?")) {
      throw new NumberFormatException(text);
    }
    return Double.valueOf(text);
  }
}
