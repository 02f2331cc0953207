package io.wherry.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Codes that stand for a token once, for a few minutes: a link with one may be seen in a terminal
 * or a browser's history without giving anything away later. Safe for several threads.
 */
public final class LoginCodes {
  /** How long a code can be used. */
  public static final Duration VALID = Duration.ofMinutes(15);

  private static final int CODE_BYTES = 24;

  /** Codes nobody uses must not fill the memory. */
  private static final int MOST = 100;

  private final Map<String, Entry> entries = new HashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  private record Entry(String token, Instant until) {}

  public LoginCodes(Clock clock) {
    this.clock = clock;
  }

  /** A new code for a token; empty when too many are open. */
  public synchronized Optional<String> issue(String token) {
    Instant now = clock.instant();
    entries.values().removeIf(e -> !e.until().isAfter(now));
    if (entries.size() >= MOST) {
      return Optional.empty();
    }
    byte[] bytes = new byte[CODE_BYTES];
    random.nextBytes(bytes);
    String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    entries.put(digest(code), new Entry(token, now.plus(VALID)));
    return Optional.of(code);
  }

  /** The token behind a code, once. */
  public synchronized Optional<String> redeem(String code) {
    return Optional.ofNullable(entries.remove(digest(code)))
        .filter(e -> e.until().isAfter(clock.instant()))
        .map(Entry::token);
  }

  /** Looked up by digest, so that the time of a look-up tells nothing about codes. */
  private static String digest(String code) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new io.wherry.problems.Defect("SHA-256 is not available in this Java runtime.", e);
    }
  }
}
