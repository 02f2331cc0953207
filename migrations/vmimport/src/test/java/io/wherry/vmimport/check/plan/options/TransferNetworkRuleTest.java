package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class TransferNetworkRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new TransferNetworkRule())).isEmpty();
  }

  @Test
  void needsTheAttachment() {
    var plan = new PlanFixture().spec("{transferNetwork: {namespace: apps, name: fast}}");
    assertThat(plan.says(new TransferNetworkRule()))
        .containsExactly("Critical NotFound: The transfer network apps/fast does not exist. []");
  }

  @Test
  void refusesOtherNamespaces() {
    var plan =
        new PlanFixture()
            .spec("{transferNetwork: {namespace: far, name: fast}}")
            .nad("{metadata: {namespace: far, name: fast}}");
    assertThat(plan.says(new TransferNetworkRule()))
        .containsExactly(
            "Critical NotValid: The transfer network far/fast is in the wrong namespace. []");
  }

  @Test
  void refusesARouteThatIsNoAddress() {
    var plan =
        new PlanFixture()
            .spec("{transferNetwork: {namespace: apps, name: fast}}")
            .nad(
                "{metadata: {namespace: apps, name: fast, annotations: {forklift.konveyor.io/route: gateway}}}");
    assertThat(plan.says(new TransferNetworkRule()))
        .containsExactly(
            "Critical NotValid: The route 'gateway' of the transfer network apps/fast is no IP address. []");
  }

  @Test
  void acceptsNone() {
    var plan =
        new PlanFixture()
            .spec("{transferNetwork: {namespace: apps, name: fast}}")
            .nad(
                "{metadata: {namespace: apps, name: fast, annotations: {forklift.konveyor.io/route: none}}}");
    assertThat(plan.says(new TransferNetworkRule())).isEmpty();
  }

  @Test
  void acceptsIpv6() {
    var plan =
        new PlanFixture()
            .spec("{transferNetwork: {namespace: apps, name: fast}}")
            .nad(
                "{metadata: {namespace: apps, name: fast, annotations: {forklift.konveyor.io/route: 'fd00::1'}}}");
    assertThat(plan.says(new TransferNetworkRule())).isEmpty();
  }
}
