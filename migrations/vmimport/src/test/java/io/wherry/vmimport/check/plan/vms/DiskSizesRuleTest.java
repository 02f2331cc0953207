package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class DiskSizesRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new DiskSizesRule())).isEmpty();
  }

  @Test
  void refusesNothingAndTooMuch() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web")
                    .disks(
                        Machines.disk("a", 0),
                        Machines.disk("b", -5),
                        Machines.disk("c", Long.MAX_VALUE))
                    .build());
    assertThat(plan.says(new DiskSizesRule()))
        .containsExactly(
            "Critical NotValid: Disks have impossible sizes. [web: a.vmdk has 0 bytes, web: b.vmdk has -5 bytes, web: c.vmdk has 9223372036854775807 bytes]");
  }
}
