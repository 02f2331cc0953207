package io.wherry.cli.plans;

import io.wherry.problems.InvalidRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Moments as people type them. */
final class Moments {
  private Moments() {}

  /**
   * {@code now}, an ISO 8601 time with its offset, or {@code +2h}, {@code +30m}.
   *
   * @return UTC, whole seconds
   */
  static Instant parse(String text, Instant now) {
    try {
      if (text.equalsIgnoreCase("now")) {
        return now.truncatedTo(ChronoUnit.SECONDS);
      }
      if (text.startsWith("+")) {
        Duration ahead = Duration.parse("PT" + text.substring(1).toUpperCase(Locale.ROOT));
        return now.plus(ahead).truncatedTo(ChronoUnit.SECONDS);
      }
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidRequest(
          "'"
              + text
              + "' is no moment: write now, +2h, +30m, or a time with its offset like"
              + " 2026-12-24T22:00:00+01:00.",
          e);
    }
  }
}
