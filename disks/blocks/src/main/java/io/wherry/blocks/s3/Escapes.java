package io.wherry.blocks.s3;

import java.nio.charset.StandardCharsets;

/** Percent-escapes as signatures want them: everything but letters, digits and {@code -._~}. */
final class Escapes {
  private static final String PLAIN = "-._~/";

  private Escapes() {}

  /** Escapes a path, keeping its slashes. */
  static String path(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        escaped.append(c);
      } else {
        escaped.append("%%%02X".formatted((int) c));
      }
    }
    return escaped.toString();
  }
}
