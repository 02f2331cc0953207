package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class PowerStateRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new PowerStateRule())).isEmpty();
  }

  @Test
  void liveNeedsARunningVm() {
    var plan = new PlanFixture().spec("{type: live}");
    assertThat(plan.says(new PowerStateRule()))
        .containsExactly("Critical NotSupported: VMs are not running. [web]");
  }
}
