package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class TargetNameRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new TargetNameRule())).isEmpty();
  }

  @Test
  void refusesWhatCannotBeAName() {
    var plan = new PlanFixture().vms("[{id: vm-1, targetName: My_Web}]");
    assertThat(plan.says(new TargetNameRule()))
        .containsExactly("Critical NotValid: These target names cannot be names of VMs. [My_Web]");
  }

  @Test
  void acceptsDots() {
    var plan = new PlanFixture().vms("[{id: vm-1, targetName: web.example}]");
    assertThat(plan.says(new TargetNameRule())).isEmpty();
  }
}
