package io.wherry.cluster;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Replaces in a command's output what differs between any two clusters. */
final class Normal {
  private static final Map<Pattern, String> ALWAYS =
      Map.of(
          Pattern.compile("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b"),
          "<uid>",
          Pattern.compile("\\b20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"),
          "<time>",
          Pattern.compile("https://127\\.0\\.0\\.1:\\d+"),
          "<server>",
          Pattern.compile("(resourceVersion\"?: ?\"?|Resource Version:\\s+)\\d+"),
          "$1<revision>",
          Pattern.compile("(?m)(?<=^|\\s)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(?<=[dhms])(?=\\s|$)"),
          "<age>");

  private static final Pattern SPACES = Pattern.compile("[ \\t]+");

  private Normal() {}

  /** The text without ids, times and widths of columns. */
  static String text(String output, List<String> masks) {
    String text = output.replaceAll("\\x1b\\[\\d*m", "");
    for (String mask : masks) {
      text = text.replaceAll(mask, "<*>");
    }
    for (var entry : ALWAYS.entrySet()) {
      text = entry.getKey().matcher(text).replaceAll(entry.getValue());
    }
    return text.lines().map(Normal::line).collect(Collectors.joining("\n"));
  }

  /** Widths of columns follow the longest value; the indentation of YAML means something. */
  private static String line(String line) {
    String stripped = line.stripLeading();
    String indentation = line.substring(0, line.length() - stripped.length());
    return indentation + SPACES.matcher(stripped.stripTrailing()).replaceAll(" ");
  }
}
