package io.wherry.peers.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The first line and the headers of a request; names in lower case. */
record RequestHead(String line, Map<String, String> headers) {
  static RequestHead read(InputStream in, int most) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("\r\n\r\n")) {
      int c = in.read();
      if (c < 0 || text.length() >= most) {
        throw new EOFException();
      }
      text.append((char) c);
    }
    String[] lines =
        new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.US_ASCII)
            .split("\r\n");
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new RequestHead(lines[0], headers);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
