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

  @org.junit.jupiter.params.ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "TEMPLATE, web is a template; make a VM of it",
    "DISCONNECTED, web is out of reach of its source; bring its host back",
    "SUSPENDED, 'web is suspended; resume it, or switch it off'"
  })
  void namesMachinesThatCannotBeReadAsTheyAre(io.wherry.spi.MachineExtras.Flag flag, String says) {
    var vm = io.wherry.vmimport.Machines.named("vm-1", "web").flags(flag).build();
    assertThat(new PlanFixture().machine(vm).says(new PowerStateRule()))
        .containsExactly(
            "Critical NotSupported: VMs cannot be migrated as they are. [" + says + "]");
  }
}
