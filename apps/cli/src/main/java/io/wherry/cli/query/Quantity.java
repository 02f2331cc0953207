package io.wherry.cli.query;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with the suffixes of Kubernetes: 16Gi, 2k, 1.5M. */
final class Quantity {
  private static final Pattern FORM =
      Pattern.compile("(-?\\d{1,30}(?:\\.\\d{1,30})?(?:[eE][+-]?\\d{1,2})?)([KMGTP]i?)?");
  private static final int KIBI = 1024;
  private static final int KILO = 1000;
  private static final Map<Character, Integer> POWERS =
      Map.of('K', 1, 'M', 2, 'G', 3, 'T', 4, 'P', 5);

  private Quantity() {}

  /** The number; null when the text is none. */
  static @Nullable BigDecimal parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2);
    if (suffix == null) {
      return number;
    }
    int power = POWERS.getOrDefault(suffix.charAt(0), 0);
    return number.multiply(BigDecimal.valueOf(suffix.endsWith("i") ? KIBI : KILO).pow(power));
  }
}
