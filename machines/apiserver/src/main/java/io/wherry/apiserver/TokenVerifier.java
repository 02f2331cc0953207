package io.wherry.apiserver;

import io.wherry.apiserver.security.User;
import java.util.List;
import java.util.Optional;

/** Knows whose bearer token it is: one way to log in. Thread-safe. */
public interface TokenVerifier {
  /**
   * Somebody who proved who they are.
   *
   * @param audiences those of the wanted audiences that the token is for
   */
  record Verified(User user, List<String> audiences) {}

  /**
   * Empty when the token is not known, forged, expired or for somebody else. May block.
   *
   * @param audiences whom the token must be for; empty means this server
   */
  Optional<Verified> verify(String token, List<String> audiences);
}
