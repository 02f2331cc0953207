package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.MachineExtras.Flag;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class HostMaintenanceRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new HostMaintenanceRule())).isEmpty();
  }

  @Test
  void namesTheMachine() {
    var vm = Machines.named("vm-1", "web").flags(Flag.HOST_IN_MAINTENANCE).build();
    assertThat(new PlanFixture().machine(vm).says(new HostMaintenanceRule()))
        .containsExactly("Warn InMaintenanceMode: Hosts of VMs are in maintenance mode. [web]");
  }
}
