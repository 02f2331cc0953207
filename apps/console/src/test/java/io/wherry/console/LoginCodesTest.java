package io.wherry.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginCodesTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final MovingClock clock = new MovingClock();
  private final LoginCodes codes = new LoginCodes(clock);

  @Test
  void aCodeGivesItsTokenOnce() {
    String code = codes.issue("secret").orElseThrow();

    assertThat(codes.redeem(code)).contains("secret");
    assertThat(codes.redeem(code)).isEmpty();
  }

  @Test
  void aCodeExpires() {
    String code = codes.issue("secret").orElseThrow();
    clock.now = NOW.plus(LoginCodes.VALID);

    assertThat(codes.redeem(code)).isEmpty();
  }

  @Test
  void codesNobodyUsesDoNotPileUp() {
    for (int i = 0; i < 100; i++) {
      assertThat(codes.issue("t")).isPresent();
    }

    assertThat(codes.issue("t")).isEmpty();
    clock.now = NOW.plus(LoginCodes.VALID);
    assertThat(codes.issue("t")).isPresent();
  }

  @Test
  void inventedCodesGiveNothing() {
    assertThat(codes.redeem("")).isEmpty();
    assertThat(codes.redeem("x".repeat(1000))).isEmpty();
  }

  private static final class MovingClock extends Clock {
    Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }
}
