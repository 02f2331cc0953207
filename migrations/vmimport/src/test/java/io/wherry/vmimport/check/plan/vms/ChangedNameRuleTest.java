package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class ChangedNameRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new ChangedNameRule())).isEmpty();
  }

  @Test
  void tellsTheNewName() {
    var plan = new PlanFixture().machine(Machines.named("vm-1", "My Web_Server").build());
    assertThat(plan.says(new ChangedNameRule()))
        .containsExactly(
            "Warn NotValid: Names of VMs will be changed. [My Web_Server becomes my-web-server]");
  }

  @Test
  void chosenNamesAreNoChange() {
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-1", "My Web").build())
            .vms("[{id: vm-1, targetName: web-1}]");
    assertThat(plan.says(new ChangedNameRule())).isEmpty();
  }
}
