package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class UserDefinedNetworkRuleTest {
  private static PlanFixture primary(String config) {
    return new PlanFixture()
        .targetNamespace(
            "{metadata: {name: apps, labels: {k8s.ovn.org/primary-user-defined-network: ''}}}")
        .nad(
            "{metadata: {namespace: apps, name: udn, labels: {k8s.ovn.org/user-defined-network:"
                + " ''}}, spec: {config: '"
                + config
                + "'}}");
  }

  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new UserDefinedNetworkRule())).isEmpty();
  }

  @Test
  void refusesLayer3() {
    assertThat(primary("{\"topology\": \"layer3\"}").says(new UserDefinedNetworkRule()))
        .containsExactly(
            "Critical NotSupported: Namespace 'apps' has a primary network of layer 3. [udn]");
  }

  @Test
  void acceptsLayer2AndWhatItCannotRead() {
    assertThat(primary("{\"topology\": \"layer2\"}").says(new UserDefinedNetworkRule())).isEmpty();
    assertThat(primary("{{").says(new UserDefinedNetworkRule())).isEmpty();
  }
}
