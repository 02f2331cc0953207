package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class DeviceNamesRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new DeviceNamesRule())).isEmpty();
  }

  @Test
  void volumesMustDiffer() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web")
                    .disks(Machines.disk("a", 1024), Machines.disk("b", 1024))
                    .build())
            .spec("{volumeNameTemplate: vol}");
    assertThat(plan.says(new DeviceNamesRule()))
        .containsExactly(
            "Critical NotValid: Templates give the same name twice. [web: volume vol]");
  }
}
