package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads the records {@code "length key=value\n"} of a pax extended header. */
final class PaxRecords {
  private PaxRecords() {}

  /**
   * @throws InvalidRequest the records are damaged
   */
  static Map<String, String> parse(byte[] bytes, String label) {
    Map<String, String> records = new HashMap<>();
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      int space = indexOf(bytes, ' ', at);
      int length = space < 0 ? 0 : length(bytes, at, space);
      int next = at + length;
      if (length <= 0 || next > bytes.length || next <= space || bytes[next - 1] != '\n') {
        throw damaged(label);
      }
      int equals = indexOf(bytes, '=', space);
      if (equals < 0 || equals >= next) {
        throw damaged(label);
      }
      records.put(text(bytes, space + 1, equals), text(bytes, equals + 1, next - 1));
      at = next;
    }
    return records;
  }

  /** The value of a {@code size} record. */
  static long size(String value, String label) {
    if (!value.matches("\\d{1,18}")) {
      throw new InvalidRequest(label + " is refused: impossible member size '" + value + "'.");
    }
    return Long.parseLong(value);
  }

  private static int length(byte[] bytes, int from, int to) {
    String digits = text(bytes, from, to);
    return digits.matches("\\d{1,7}") ? Integer.parseInt(digits) : 0;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static InvalidRequest damaged(String label) {
    return new InvalidRequest(label + " is refused: a damaged pax header in the tar archive.");
  }
}
