package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class VmFoundRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new VmFoundRule())).isEmpty();
  }

  @Test
  void namesMissingVms() {
    var plan = new PlanFixture().vms("[{id: vm-1}, {name: ghost}]");
    assertThat(plan.says(new VmFoundRule()))
        .containsExactly("Critical NotFound: VMs are not in the inventory of the source. [ghost]");
  }

  @Test
  void migratedVmsMayVanish() {
    var plan =
        new PlanFixture()
            .vms("[{id: vm-9}]")
            .status(
                "{migration: {vms: [{id: vm-9, conditions: [{type: Succeeded, status: 'True'}]}]}}");
    assertThat(plan.says(new VmFoundRule())).isEmpty();
  }

  @Test
  void migratedVmsThatAreListedByNameMayVanishToo() {
    var plan =
        new PlanFixture()
            .vms("[{name: gone}]")
            .status(
                "{migration: {vms: [{id: vm-9, name: gone, conditions: [{type: Succeeded, status:"
                    + " 'True'}]}]}}");
    assertThat(plan.says(new VmFoundRule())).isEmpty();
  }
}
