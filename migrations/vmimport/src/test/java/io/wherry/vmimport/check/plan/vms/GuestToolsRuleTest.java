package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class GuestToolsRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new GuestToolsRule())).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithTheToolsOfARunningGuest() {
    var vm = Machines.named("vm-1", "web").running("VMware Tools are not running").build();
    assertThat(new PlanFixture().vsphere().machine(vm).says(new GuestToolsRule()))
        .containsExactly(
            "Critical NotValid: Guests cannot be shut down in order. [web: VMware Tools are not"
                + " running]");
  }

  @Test
  void isContentWhenTheyWork() {
    var vm = Machines.named("vm-1", "web").running("").build();
    assertThat(new PlanFixture().vsphere().machine(vm).says(new GuestToolsRule())).isEmpty();
  }
}
