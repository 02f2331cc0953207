package io.wherry.worker;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines of which none may fill the memory. */
final class BoundedLines {
  private BoundedLines() {}

  /** The next line, cut where it is longer; null at the end. Blocks. */
  static @Nullable String next(Reader reader, int chars) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      if (line.length() < chars && c != '\r') {
        line.append((char) c);
      }
      c = reader.read();
    }
    return line.toString();
  }
}
