package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.MachineExtras.Flag;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class ConsolidationRuleTest {
  private static PlanFixture plan() {
    return new PlanFixture()
        .warmVsphere()
        .machine(Machines.named("vm-1", "web").flags(Flag.NEEDS_CONSOLIDATION).build());
  }

  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().warmVsphere().says(new ConsolidationRule())).isEmpty();
  }

  @Test
  void namesTheMachines() {
    assertThat(plan().says(new ConsolidationRule()))
        .containsExactly(
            "Warn ConsolidationNeeded: Disks of VMs need consolidation: there may be long delays between precopy rounds. [web]");
  }

  @Test
  void coldPlansMayGoOn() {
    assertThat(plan().spec("{type: cold}").says(new ConsolidationRule())).isEmpty();
  }
}
