package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class LuksAndClevisRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new LuksAndClevisRule())).isEmpty();
  }

  @Test
  void warnsOfBoth() {
    var plan = new PlanFixture().vms("[{id: vm-1, nbdeClevis: true, luks: {name: keys}}]");
    assertThat(plan.says(new LuksAndClevisRule()))
        .containsExactly("Warn NotValid: VMs have both LUKS passphrases and Clevis. [vm-1]");
  }
}
