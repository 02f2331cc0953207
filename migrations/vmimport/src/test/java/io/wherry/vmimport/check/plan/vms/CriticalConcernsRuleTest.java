package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class CriticalConcernsRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new CriticalConcernsRule())).isEmpty();
  }

  @Test
  void onlyCriticalOnesBlock() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web")
                    .concern("Warning", "Old tools")
                    .concern("Critical", "No disk")
                    .build());
    assertThat(plan.says(new CriticalConcernsRule()))
        .containsExactly("Critical NotValid: VMs have critical concerns. [web: No disk: because.]");
  }
}
