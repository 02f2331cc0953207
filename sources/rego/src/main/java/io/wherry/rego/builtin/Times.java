package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Points in time as nanoseconds since 1970, alone or in an array with a zone and a format. */
final class Times {
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

  private Times() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.of("time.now_ns", 0, (c, _) -> Optional.of(NumberValue.of(c.nowNanos()))),
        Builtins.pure(
            "time.parse_rfc3339_ns", 1, a -> nanos(GoLayout.parse("RFC3339", a.string(0)))),
        Builtins.pure("time.parse_ns", 2, a -> nanos(GoLayout.parse(a.string(0), a.string(1)))),
        Builtins.pure("time.parse_duration_ns", 1, a -> Durations.nanos(a.string(0))),
        Builtins.pure("time.date", 1, Times::date),
        Builtins.pure("time.clock", 1, Times::clock),
        Builtins.pure("time.weekday", 1, Times::weekday),
        Builtins.pure("time.format", 1, Times::format),
        Builtins.pure("time.add_date", 4, Times::addDate),
        Builtins.pure("time.diff", 2, Times::difference));
  }

  private static Value nanos(ZonedDateTime time) {
    BigInteger nanos =
        BigInteger.valueOf(time.toEpochSecond())
            .multiply(NANOS)
            .add(BigInteger.valueOf(time.getNano()));
    if (nanos.bitLength() > 63) {
      throw new BuiltinException("time outside of valid range");
    }
    return NumberValue.of(nanos);
  }

  private static ZonedDateTime time(Arguments arguments, int place) {
    Value value = arguments.value(place);
    List<Value> parts = value instanceof ArrayValue(var items) ? items : List.of(value);
    if (parts.isEmpty() || !(parts.getFirst() instanceof NumberValue number) || !number.isLong()) {
      return arguments.refuse(place, "either number (ns) or [number (ns), string (tz)]");
    }
    Instant instant = Instant.ofEpochSecond(0, number.asLong());
    return instant.atZone(parts.size() > 1 ? zone(arguments, place, parts.get(1)) : ZoneOffset.UTC);
  }

  private static ZoneId zone(Arguments arguments, int place, Value value) {
    if (!(value instanceof StringValue(var name))) {
      return arguments.refuse(place, "an array with the name of a time zone");
    }
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new BuiltinException("unknown time zone " + name);
    }
  }

  private static Value numbers(int... numbers) {
    return new ArrayValue(
        java.util.Arrays.stream(numbers).<Value>mapToObj(NumberValue::of).toList());
  }

  private static Value date(Arguments arguments) {
    ZonedDateTime time = time(arguments, 0);
    return numbers(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
  }

  private static Value clock(Arguments arguments) {
    ZonedDateTime time = time(arguments, 0);
    return numbers(time.getHour(), time.getMinute(), time.getSecond());
  }

  private static Value weekday(Arguments arguments) {
    return StringValue.of(
        time(arguments, 0).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
  }

  private static Value format(Arguments arguments) {
    ZonedDateTime time = time(arguments, 0);
    boolean chosen =
        arguments.value(0) instanceof ArrayValue(var parts)
            && parts.size() > 2
            && parts.get(2) instanceof StringValue;
    String layout =
        chosen
            ? ((StringValue) ((ArrayValue) arguments.value(0)).items().get(2)).string()
            : "RFC3339Nano";
    return StringValue.of(GoLayout.format(layout, time));
  }

  /** Days that do not exist run over into the next month, as 31 April is 1 May. */
  private static Value addDate(Arguments arguments) {
    ZonedDateTime time = time(arguments, 0);
    try {
      LocalDate first =
          time.toLocalDate()
              .withDayOfMonth(1)
              .plusYears(arguments.integer(1))
              .plusMonths(arguments.integer(2));
      LocalDate date = first.plusDays(time.getDayOfMonth() - 1L).plusDays(arguments.integer(3));
      return nanos(date.atTime(time.toLocalTime()).atZone(time.getZone()));
    } catch (DateTimeException e) {
      throw new BuiltinException("time outside of valid range");
    }
  }

  private static Value difference(Arguments arguments) {
    ZonedDateTime a = time(arguments, 0);
    ZonedDateTime b = time(arguments, 1).withZoneSameInstant(a.getZone());
    ZonedDateTime from = a.isAfter(b) ? b : a;
    ZonedDateTime to = a.isAfter(b) ? a : b;
    int[] clock = {
      to.getHour() - from.getHour(),
      to.getMinute() - from.getMinute(),
      to.getSecond() - from.getSecond()
    };
    int[] sizes = {24, 60, 60};
    LocalDate until = to.toLocalDate();
    for (int i = 2; i >= 0; i--) {
      if (clock[i] < 0) {
        clock[i] += sizes[i];
        if (i > 0) {
          clock[i - 1]--;
        } else {
          until = until.minusDays(1);
        }
      }
    }
    Period period = Period.between(from.toLocalDate(), until);
    return numbers(
        period.getYears(), period.getMonths(), period.getDays(), clock[0], clock[1], clock[2]);
  }
}
