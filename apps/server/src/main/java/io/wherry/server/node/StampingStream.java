package io.wherry.server.node;

import io.wherry.node.LogTimes;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Puts its time before each line of a log. A line that never ends is cut. */
final class StampingStream extends FilterOutputStream {
  private static final int LONGEST_LINE = 1 << 20;
  private static final DateTimeFormatter NANOS =
      new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

  private final LogTimes.Reader times;
  private final Clock clock;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long offset;

  /**
   * @param offset where in the log the first byte stands
   */
  StampingStream(OutputStream out, LogTimes.Reader times, Clock clock, long offset) {
    super(out);
    this.times = times;
    this.clock = clock;
    this.offset = offset;
  }

  @Override
  public void write(int b) throws IOException {
    line.write(b);
    offset++;
    if (b == '\n' || line.size() >= LONGEST_LINE) {
      emit();
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    for (int i = from; i < from + length; i++) {
      write(bytes[i]);
    }
  }

  private void emit() throws IOException {
    Instant time = times.at(offset).orElseGet(clock::instant);
    out.write((NANOS.format(time) + " ").getBytes(StandardCharsets.UTF_8));
    line.writeTo(out);
    line.reset();
  }

  /** The last line may have no end. */
  void finish() throws IOException {
    if (line.size() > 0) {
      emit();
    }
    out.flush();
  }
}
