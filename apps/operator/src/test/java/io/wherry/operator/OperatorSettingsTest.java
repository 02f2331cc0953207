package io.wherry.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorSettingsTest {
  @Test
  void givesEveryStartItsOwnIdentity() {
    var environment = Map.of("WHERRY_POD_NAME", "operator-0");
    String one = OperatorSettings.of(environment).identity();
    String two = OperatorSettings.of(environment).identity();
    assertThat(one).startsWith("operator-0_").isNotEqualTo(two);
  }

  @Test
  void takesTheWorkerImageFromTheEnvironment() {
    var settings =
        OperatorSettings.of(Map.of("WHERRY_WORKER_IMAGE", "registry.example/wherry/worker:1"));
    assertThat(settings.imports().worker().image()).isEqualTo("registry.example/wherry/worker:1");
  }

  @Test
  void refusesNumbersThatAreNone() {
    var environment = Map.of("WHERRY_OPERATIONS_PORT", "http");
    assertThatThrownBy(() -> OperatorSettings.of(environment))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("WHERRY_OPERATIONS_PORT");
  }

  @Test
  void refusesHalfACertificate() {
    var environment = Map.of("WHERRY_TLS_KEY", "/tls/tls.key");
    assertThatThrownBy(() -> OperatorSettings.of(environment))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("WHERRY_TLS_CERTIFICATE");
  }
}
