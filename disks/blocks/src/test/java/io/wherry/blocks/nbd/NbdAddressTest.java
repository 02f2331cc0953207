package io.wherry.blocks.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NbdAddressTest {
  @Test
  void readsTheFormsOfTheSpecification() {
    assertThat(NbdAddress.parse("nbd://host"))
        .isEqualTo(new NbdAddress(false, "host", 10809, Optional.empty(), ""));
    assertThat(NbdAddress.parse("nbds://[::1]:99/a%20b"))
        .isEqualTo(new NbdAddress(true, "[::1]", 99, Optional.empty(), "a b"));
    assertThat(NbdAddress.parse("nbd+unix:///x?socket=/run/s"))
        .isEqualTo(new NbdAddress(false, "", 0, Optional.of(Path.of("/run/s")), "x"));
    assertThat(NbdAddress.parse("nbds+unix:///?socket=/s&tls-hostname=h"))
        .isEqualTo(new NbdAddress(true, "h", 0, Optional.of(Path.of("/s")), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nbd:", "nbd://", "http://host/", "nbd+unix:///x", "nbd://a b", "nbd"})
  void refusesOthers(String text) {
    assertThatThrownBy(() -> NbdAddress.parse(text)).isInstanceOf(InvalidRequest.class);
  }
}
