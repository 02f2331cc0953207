package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class VmRefRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new VmRefRule())).isEmpty();
  }

  @Test
  void needsIdOrName() {
    var plan = new PlanFixture().vms("[{targetName: x}, {id: vm-1}]");
    assertThat(plan.says(new VmRefRule()))
        .containsExactly("Critical NotSet: 1 entries of spec.vms name no VM. []");
  }
}
