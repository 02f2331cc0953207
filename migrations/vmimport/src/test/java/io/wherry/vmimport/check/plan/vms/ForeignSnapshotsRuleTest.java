package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.MachineExtras.Flag;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class ForeignSnapshotsRuleTest {
  private static PlanFixture plan() {
    return new PlanFixture()
        .warmVsphere()
        .machine(Machines.named("vm-1", "web").flags(Flag.HAS_SNAPSHOTS).build());
  }

  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().warmVsphere().says(new ForeignSnapshotsRule())).isEmpty();
  }

  @Test
  void namesTheMachines() {
    assertThat(plan().says(new ForeignSnapshotsRule()))
        .containsExactly(
            "Critical NotValid: VMs have snapshots: their disks cannot be followed by change tracking. [web]");
  }

  @Test
  void coldPlansMayGoOn() {
    assertThat(plan().spec("{type: cold}").says(new ForeignSnapshotsRule())).isEmpty();
  }
}
