package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.regex.Pattern;

/** The formats of strings and integers that Kubernetes checks; unknown formats pass. */
final class Formats {
  private static final Pattern UUID =
      Pattern.compile("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$");

  private static final Pattern IPV4 =
      Pattern.compile("^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$");
  private static final Pattern MAC =
      Pattern.compile("(?i)^([0-9a-f]{2}([:-]))([0-9a-f]{2}\\2){4}[0-9a-f]{2}$");

  private Formats() {}

  static boolean matches(JsonNode value, String format) {
    if (value.isNumber()) {
      return switch (format) {
        case "int32" -> value.canConvertToInt();
        case "int64" -> value.canConvertToLong();
        default -> true;
      };
    }
    return switch (format) {
      case "date-time" -> isDateTime(value.asText());
      case "date" -> isDate(value.asText());
      case "byte" -> isBase64(value.asText());
      case "uuid" -> UUID.matcher(value.asText()).matches();
      case "ipv4" -> IPV4.matcher(value.asText()).matches();
      case "mac" -> MAC.matcher(value.asText()).matches();
      default -> true;
    };
  }

  private static boolean isDateTime(String text) {
    try {
      return OffsetDateTime.parse(text).getYear() > 0 || text.startsWith("0001-01-01T");
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).getYear() >= 0;
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text).length <= text.length();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
