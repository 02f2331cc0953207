package io.wherry.resources;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line at the end of a worker's log for each disk it has finished, readable for people and for
 * controllers: {@code result disk=vmdisk1 digest=9f3c… size=1073741824 read=432013312
 * written=432013312 skipped=0 millis=5120}.
 *
 * @param disk the source's id of the disk
 * @param digest hexadecimal root digest of the whole disk as it was read
 * @param millis time the disk took
 */
public record WorkerResult(String disk, String digest, Bytes bytes, long millis) {
  private static final Pattern LINE =
      Pattern.compile(
          "result disk=(\\S+) digest=([0-9a-f]*) size=(\\d+) read=(\\d+) written=(\\d+) skipped=(\\d+) millis=(\\d+)");

  /**
   * Bytes.
   *
   * @param size of the disk
   * @param read from the source
   * @param written to the target
   * @param skipped that the target held already
   */
  public record Bytes(long size, long read, long written, long skipped) {}

  /** The line without a line end. */
  public String line() {
    return "result disk=%s digest=%s size=%d read=%d written=%d skipped=%d millis=%d"
        .formatted(
            disk.replaceAll("\\s", "_"),
            digest,
            bytes.size(),
            bytes.read(),
            bytes.written(),
            bytes.skipped(),
            millis);
  }

  /** The result a log line carries, if it is such a line. */
  public static Optional<WorkerResult> parse(String line) {
    Matcher m = LINE.matcher(line);
    return m.find()
        ? Optional.of(
            new WorkerResult(
                m.group(1),
                m.group(2),
                new Bytes(number(m, 3), number(m, 4), number(m, 5), number(m, 6)),
                number(m, 7)))
        : Optional.empty();
  }

  private static long number(Matcher m, int group) {
    return Long.parseLong(m.group(group));
  }
}
