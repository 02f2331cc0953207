package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class DiskReadableRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new DiskReadableRule())).isEmpty();
  }

  @Test
  void passesOnWhatTheSourceSays() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web")
                    .disks(new SourceDisk("a", "a.vmdk", 1024, "st-1", "", "the file is missing"))
                    .build());
    assertThat(plan.says(new DiskReadableRule()))
        .containsExactly(
            "Critical NotSupported: Disks cannot be copied. [web, a.vmdk: the file is missing]");
  }
}
