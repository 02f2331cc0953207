package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.DiskExtras;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class IndependentDisksRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new IndependentDisksRule())).isEmpty();
  }

  @Test
  void namesTheDisk() {
    var vm =
        Machines.named("vm-1", "web")
            .disks(Machines.disk("b", DiskExtras.Flag.INDEPENDENT))
            .build();
    assertThat(new PlanFixture().vsphere().machine(vm).says(new IndependentDisksRule()))
        .containsExactly("Warn NotSupported: VMs have independent disks. [web, b.vmdk]");
  }
}
