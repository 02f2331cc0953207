package io.wherry.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "10, 10",
    "1Ki, 1024",
    "1.5Gi, 1610612736",
    "1k, 1000",
    "1e3, 1000",
    "1E, 1000000000000000000",
    "1E2, 100",
    "1500m, 2",
    "2Ti, 2199023255552"
  })
  void readsWhatKubernetesReads(String text, long bytes) {
    assertThat(Quantities.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Gi", "1 Gi", "1Gb", "-1", "0x10", "1e", "99999999999999999999", "9Ei"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Quantities.bytes(text)).isInstanceOf(InvalidRequest.class);
  }
}
