package io.wherry.apiserver.tables;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Spans of time as kubectl shows them: the older, the coarser. */
final class Ages {
  private static final int DAY = 24;
  private static final int YEAR = 365 * DAY;

  private Ages() {}

  /** The age of a time stamp; {@code <unknown>} when there is none. */
  static String since(String timestamp, Instant now) {
    if (timestamp.isEmpty()) {
      return "<unknown>";
    }
    try {
      return shown(Duration.between(OffsetDateTime.parse(timestamp).toInstant(), now));
    } catch (DateTimeParseException _) {
      return "<invalid>";
    }
  }

  static String shown(Duration span) {
    long seconds = span.toSeconds();
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 120) {
      return Math.max(0, seconds) + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 180) {
      return minutes < 10 ? pair(minutes, "m", seconds % 60, "s") : minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 2 * DAY) {
      return hours < 8 ? pair(hours, "h", minutes % 60, "m") : hours + "h";
    }
    long days = hours / DAY;
    if (hours < 2L * YEAR) {
      return days < 8 ? pair(days, "d", hours % DAY, "h") : days + "d";
    }
    return hours < 8L * YEAR ? pair(days / 365, "y", days % 365, "d") : days / 365 + "y";
  }

  private static String pair(long large, String unit, long small, String smallUnit) {
    return small == 0 ? large + unit : large + unit + small + smallUnit;
  }
}
