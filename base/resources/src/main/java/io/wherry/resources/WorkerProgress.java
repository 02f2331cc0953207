package io.wherry.resources;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One progress line in a worker's log, readable for people and for controllers: {@code progress
 * disk=vmdisk1 phase=copy done=432013312 total=1073741824 rate=325058560 left=2s}.
 *
 * @param disk the source's id of the disk, or {@code guest} for a conversion
 * @param phase {@code copy}, {@code verify} or {@code convert}
 * @param done bytes, or percent points for a conversion
 * @param total bytes, or 100 for a conversion
 * @param rate bytes per second over the last seconds, 0 when unknown
 * @param leftSeconds estimated, -1 when unknown
 */
public record WorkerProgress(
    String disk, String phase, long done, long total, long rate, long leftSeconds) {
  private static final Pattern LINE =
      Pattern.compile(
          "progress disk=(\\S+) phase=(\\S+) done=(\\d+) total=(\\d+) rate=(\\d+) left=(\\d+s|-)");

  /** The line without a line end. */
  public String line() {
    return "progress disk=%s phase=%s done=%d total=%d rate=%d left=%s"
        .formatted(
            disk.replaceAll("\\s", "_"),
            phase,
            done,
            total,
            rate,
            leftSeconds < 0 ? "-" : leftSeconds + "s");
  }

  /** The progress a log line carries, if it is such a line. */
  public static Optional<WorkerProgress> parse(String line) {
    Matcher m = LINE.matcher(line);
    if (!m.find()) {
      return Optional.empty();
    }
    String left = m.group(6);
    return Optional.of(
        new WorkerProgress(
            m.group(1),
            m.group(2),
            Long.parseLong(m.group(3)),
            Long.parseLong(m.group(4)),
            Long.parseLong(m.group(5)),
            left.equals("-") ? -1 : Long.parseLong(left.substring(0, left.length() - 1))));
  }
}
