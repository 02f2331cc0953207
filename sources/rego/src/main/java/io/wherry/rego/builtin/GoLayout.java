package io.wherry.rego.builtin;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Formats of times as Go writes them: by the example of 2 January 2006, 15:04:05. */
final class GoLayout {
  private static final Map<String, String> NAMED =
      Map.of(
          "ANSIC", "Mon Jan _2 15:04:05 2006",
          "UnixDate", "Mon Jan _2 15:04:05 MST 2006",
          "RubyDate", "Mon Jan 02 15:04:05 -0700 2006",
          "RFC822", "02 Jan 06 15:04 MST",
          "RFC822Z", "02 Jan 06 15:04 -0700",
          "RFC850", "Monday, 02-Jan-06 15:04:05 MST",
          "RFC1123", "Mon, 02 Jan 2006 15:04:05 MST",
          "RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700",
          "RFC3339", "2006-01-02T15:04:05Z07:00",
          "RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00");

  /** Parts of the example and what they stand for; longer ones first. */
  private static final Map<String, Consumer<DateTimeFormatterBuilder>> PARTS = parts();

  private GoLayout() {}

  private static Map<String, Consumer<DateTimeFormatterBuilder>> parts() {
    Map<String, Consumer<DateTimeFormatterBuilder>> parts = new LinkedHashMap<>();
    parts.put("January", b -> b.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.FULL));
    parts.put("Monday", b -> b.appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL));
    parts.put("Z07:00", b -> b.appendOffset("+HH:MM", "Z"));
    parts.put("-07:00", b -> b.appendOffset("+HH:MM", "+00:00"));
    parts.put("Z0700", b -> b.appendOffset("+HHMM", "Z"));
    parts.put("-0700", b -> b.appendOffset("+HHMM", "+0000"));
    parts.put("2006", b -> b.appendValue(ChronoField.YEAR, 4, 4, SignStyle.NEVER));
    parts.put("Jan", b -> b.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT));
    parts.put("Mon", b -> b.appendText(ChronoField.DAY_OF_WEEK, TextStyle.SHORT));
    parts.put("MST", b -> b.appendZoneText(TextStyle.SHORT));
    parts.put("002", b -> b.appendValue(ChronoField.DAY_OF_YEAR, 3));
    parts.put("-07", b -> b.appendOffset("+HH", "+00"));
    parts.put("06", b -> b.appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1969, 1, 1)));
    parts.put("01", b -> b.appendValue(ChronoField.MONTH_OF_YEAR, 2));
    parts.put("02", b -> b.appendValue(ChronoField.DAY_OF_MONTH, 2));
    parts.put("_2", b -> b.padNext(2).appendValue(ChronoField.DAY_OF_MONTH));
    parts.put("15", b -> b.appendValue(ChronoField.HOUR_OF_DAY, 2));
    parts.put("03", b -> b.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM, 2));
    parts.put("04", b -> b.appendValue(ChronoField.MINUTE_OF_HOUR, 2));
    parts.put("05", b -> b.appendValue(ChronoField.SECOND_OF_MINUTE, 2));
    parts.put("PM", b -> b.appendText(ChronoField.AMPM_OF_DAY));
    parts.put("pm", b -> b.appendText(ChronoField.AMPM_OF_DAY, Map.of(0L, "am", 1L, "pm")));
    parts.put("1", b -> b.appendValue(ChronoField.MONTH_OF_YEAR));
    parts.put("2", b -> b.appendValue(ChronoField.DAY_OF_MONTH));
    parts.put("3", b -> b.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM));
    parts.put("4", b -> b.appendValue(ChronoField.MINUTE_OF_HOUR));
    parts.put("5", b -> b.appendValue(ChronoField.SECOND_OF_MINUTE));
    return parts;
  }

  private enum Use {
    READING,
    WRITING
  }

  private static DateTimeFormatter formatter(String layout, Use use) {
    String text = NAMED.getOrDefault(layout, layout);
    DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      for (var part : PARTS.entrySet()) {
        if (end == at && text.startsWith(part.getKey(), at)) {
          part.getValue().accept(builder);
          end = at + part.getKey().length();
        }
      }
      end = end == at ? fraction(text, at, builder) : end;
      if (end == at) {
        builder.appendLiteral(text.charAt(at));
        end++;
      } else if (use == Use.READING
          && text.substring(at, end).matches("05|5")
          && fractionEnd(text, end) == end) {
        // Go reads a fraction of a second even when the layout has none.
        builder
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd();
      }
      at = end;
    }
    return builder.toFormatter(Locale.ENGLISH);
  }

  /** {@code .000} is three digits, {@code .999} up to three; gives where it ends. */
  private static int fraction(String text, int at, DateTimeFormatterBuilder builder) {
    int end = fractionEnd(text, at);
    if (end > at) {
      int digits = end - at - 1;
      boolean exact = text.charAt(at + 1) == '0';
      builder.appendFraction(ChronoField.NANO_OF_SECOND, exact ? digits : 0, digits, true);
    }
    return end;
  }

  private static int fractionEnd(String text, int at) {
    var matcher = java.util.regex.Pattern.compile("[.,](0{1,9}|9{1,9})(?!\\d)").matcher(text);
    return matcher.find(at) && matcher.start() == at ? matcher.end() : at;
  }

  static ZonedDateTime parse(String layout, String text) {
    try {
      TemporalAccessor found = formatter(layout, Use.READING).parse(text);
      int year = get(found, ChronoField.YEAR, 0);
      LocalDate date =
          LocalDate.of(
              year,
              get(found, ChronoField.MONTH_OF_YEAR, 1),
              get(found, ChronoField.DAY_OF_MONTH, 1));
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(get(found, ChronoField.OFFSET_SECONDS, 0));
      return date.atStartOfDay(offset)
          .withHour(get(found, ChronoField.HOUR_OF_DAY, 0))
          .withMinute(get(found, ChronoField.MINUTE_OF_HOUR, 0))
          .withSecond(get(found, ChronoField.SECOND_OF_MINUTE, 0))
          .withNano(get(found, ChronoField.NANO_OF_SECOND, 0));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new BuiltinException("parsing time \"" + text + "\": " + e.getMessage());
    }
  }

  private static int get(TemporalAccessor found, ChronoField field, int missing) {
    return found.isSupported(field) ? found.get(field) : missing;
  }

  static String format(String layout, ZonedDateTime time) {
    try {
      return formatter(layout, Use.WRITING).format(time);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new BuiltinException("formatting a time as \"" + layout + "\": " + e.getMessage());
    }
  }
}
