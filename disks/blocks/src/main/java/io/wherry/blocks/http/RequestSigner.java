package io.wherry.blocks.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Adds to a request what proves who we are. Never shown: it holds secrets. */
@FunctionalInterface
public interface RequestSigner {
  /** Further headers for the request. */
  Map<String, String> headers(String method, URI uri, Map<String, String> others);

  /**
   * Told that the server turned a request with these headers away (401 or 403); may log in anew.
   * May block.
   *
   * @return whether the same request is worth another attempt
   */
  default boolean renewed() {
    return false;
  }

  /** For servers that ask nobody. */
  static RequestSigner none() {
    return (_, _, _) -> Map.of();
  }

  /** A name and a password. */
  static RequestSigner basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    String value = "Basic " + Base64.getEncoder().encodeToString(both);
    return (_, _, _) -> Map.of("Authorization", value);
  }

  /** A token. */
  static RequestSigner bearer(String token) {
    String value = "Bearer " + token.strip(); // files that hold tokens end with a line break
    return (_, _, _) -> Map.of("Authorization", value);
  }
}
