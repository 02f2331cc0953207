package io.wherry.blocks.http;

import java.net.http.HttpHeaders;
import java.util.Map;

/**
 * What was found at a URL when it was opened, to notice when something else lies there.
 *
 * @param size bytes
 * @param tag the ETag, or empty
 * @param modified the Last-Modified date, or empty
 */
record Representation(long size, String tag, String modified) {
  static Representation of(long size, HttpCalls.Answer answer) {
    return new Representation(size, answer.header("ETag"), answer.header("Last-Modified"));
  }

  /** Makes a server refuse a range of something else. */
  Map<String, String> conditions() {
    if (tag.startsWith("\"")) {
      return Map.of("If-Match", tag);
    }
    return modified.isEmpty() || !tag.isEmpty()
        ? Map.of()
        : Map.of("If-Unmodified-Since", modified);
  }

  /** Whether an answer is about the same bytes; servers may leave a header out. */
  boolean isSame(HttpHeaders headers) {
    return agree(tag, headers.firstValue("ETag").orElse(""))
        && agree(modified, headers.firstValue("Last-Modified").orElse(""));
  }

  private static boolean agree(String then, String now) {
    return then.isEmpty() || now.isEmpty() || then.equals(now);
  }

  /** Empty when the server says nothing that changes with the bytes. */
  String version() {
    if (!tag.isEmpty()) {
      return "etag " + tag + " of " + size;
    }
    return modified.isEmpty() ? "" : "modified " + modified + " of " + size;
  }
}
