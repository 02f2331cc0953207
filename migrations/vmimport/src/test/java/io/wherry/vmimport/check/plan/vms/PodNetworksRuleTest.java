package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class PodNetworksRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new PodNetworksRule())).isEmpty();
  }

  @Test
  void allowsOnePodNic() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web")
                    .nics(new SourceNic("a", "", "net-1"), new SourceNic("b", "", "net-1"))
                    .build());
    assertThat(plan.says(new PodNetworksRule()))
        .containsExactly("Critical NotValid: VMs have more than one NIC on the pod network. [web]");
  }
}
