package io.wherry.apiserver.objects;

import io.wherry.apiserver.ApiFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where the next page of a list starts: the content of a {@code continue} token. */
record ListPosition(long revision, String namespace, String name) {
  /** Stands for the present state, whichever it is when the token is used. */
  private static final long NOW = -1;

  boolean isAboutNow() {
    return revision == NOW;
  }

  /** The same place in a list that need not be consistent with the pages before. */
  ListPosition now() {
    return new ListPosition(NOW, namespace, name);
  }

  static ListPosition parse(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String[] parts = text.split("\n", -1);
      if (parts.length == 3) {
        return new ListPosition(Long.parseLong(parts[0]), parts[1], parts[2]);
      }
    } catch (IllegalArgumentException _) {
      // answered below
    }
    throw ApiFailure.badRequest("continue key is not valid: malformed value");
  }

  String token() {
    String text = revision + "\n" + namespace + "\n" + name;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
