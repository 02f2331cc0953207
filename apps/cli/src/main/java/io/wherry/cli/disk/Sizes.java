package io.wherry.cli.disk;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Amounts of bytes as people write them: {@code 200M}, binary multiples. */
final class Sizes implements ITypeConverter<Long> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})([KMGT]?)(?:I?B)?");
  private static final String UNITS = " KMGT";
  private static final int STEP = 10;
  private static final double KIB = 1024;

  @Override
  public Long convert(String text) {
    Matcher matcher = TEXT.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is no amount of bytes; write it like 4096, 200M or 1G");
    }
    int power = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2));
    long bytes = Long.parseLong(matcher.group(1));
    if (bytes > Long.MAX_VALUE >> STEP * power) {
      throw new TypeConversionException("'" + text + "' is too much");
    }
    return bytes << STEP * power;
  }

  static String text(long bytes) {
    double value = bytes;
    int power = 0;
    while (value >= KIB && power < UNITS.length() - 1) {
      value /= KIB;
      power++;
    }
    return power == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %ciB", value, UNITS.charAt(power));
  }
}
