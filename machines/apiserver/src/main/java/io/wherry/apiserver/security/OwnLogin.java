package io.wherry.apiserver.security;

import io.wherry.apiserver.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The login of what runs in the server's own process, its controllers: a token that is never
 * written down and ends with the process. They are told apart from administrators in the audit log,
 * and neither's requests use up the places of the other's.
 */
public final class OwnLogin implements TokenVerifier {
  /** As whom the server's own controllers act. */
  public static final User USER =
      new User("system:wherry", "", List.of("system:masters", User.AUTHENTICATED));

  private static final int TOKEN_BYTES = 32;

  private final String token;

  /** With a fresh token. */
  public OwnLogin() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** The token: for this process only. */
  public String token() {
    return token;
  }

  @Override
  public Optional<Verified> verify(String presented, List<String> audiences) {
    boolean forUs = audiences.isEmpty() || audiences.contains(AccountTokens.ISSUER);
    boolean same =
        MessageDigest.isEqual(
            token.getBytes(StandardCharsets.US_ASCII), presented.getBytes(StandardCharsets.UTF_8));
    return forUs && same
        ? Optional.of(new Verified(USER, List.of(AccountTokens.ISSUER)))
        : Optional.empty();
  }
}
