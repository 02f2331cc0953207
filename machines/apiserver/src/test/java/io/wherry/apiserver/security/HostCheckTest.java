package io.wherry.apiserver.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
  private final HostCheck check = new HostCheck(List.of("Lab-7"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8443",
        "127.0.0.1:1",
        "[::1]:8443",
        "[::1]",
        "lab-7:1",
        "LAB-7",
        "kubernetes.default.svc",
        "192.168.1.7:6443"
      })
  void knowsItsOwnNamesAndAnyAddress(String host) {
    assertThat(check.allowsHost(host)).isTrue();
    assertThat(check.allowsOrigin("https://" + host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8443",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "",
        "[::1",
        "1.2.3.4.5"
      })
  void refusesNamesThatAnybodyMayPointHere(String host) {
    assertThat(check.allowsHost(host)).isFalse();
  }

  @Test
  void refusesOriginsThatAreNoAddress() {
    assertThat(check.allowsOrigin("null")).isFalse();
    assertThat(check.allowsOrigin("::::")).isFalse();
    assertThat(check.allowsOrigin("")).isTrue();
  }
}
