package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.DiskExtras;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class RawDevicesRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new RawDevicesRule())).isEmpty();
  }

  @Test
  void namesTheDisk() {
    var vm =
        Machines.named("vm-1", "web").disks(Machines.disk("b", DiskExtras.Flag.RAW_DEVICE)).build();
    assertThat(new PlanFixture().vsphere().machine(vm).says(new RawDevicesRule()))
        .containsExactly("Warn NotSupported: VMs have raw devices. [web, b.vmdk]");
  }
}
