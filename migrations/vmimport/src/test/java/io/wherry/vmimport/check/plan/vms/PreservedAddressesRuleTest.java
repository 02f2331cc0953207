package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.Capability;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class PreservedAddressesRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new PreservedAddressesRule())).isEmpty();
  }

  @Test
  void warnsOnThePodNetwork() {
    var plan = new PlanFixture().capable(Capability.PRESERVES_STATIC_IPS);
    assertThat(plan.says(new PreservedAddressesRule()))
        .containsExactly("Warn NotValid: Addresses cannot be kept on the pod network. [web]");
  }

  @Test
  void notWhenSwitchedOff() {
    var plan =
        new PlanFixture()
            .capable(Capability.PRESERVES_STATIC_IPS)
            .spec("{preserveStaticIPs: false}");
    assertThat(plan.says(new PreservedAddressesRule())).isEmpty();
  }
}
