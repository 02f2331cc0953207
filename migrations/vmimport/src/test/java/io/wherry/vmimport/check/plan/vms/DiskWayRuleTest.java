package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.DiskExtras;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class DiskWayRuleTest {
  @Test
  void theUsualWayNeedsNoWords() {
    assertThat(new PlanFixture().vsphere().says(new DiskWayRule())).isEmpty();
  }

  @Test
  void anotherWayIsExplained() {
    var disk =
        new SourceDisk(
            "b", "b.vmdk", 1L << 30, "st-1", "", "", DiskExtras.NONE.by("is read otherwise"));
    var vm = Machines.named("vm-1", "web").disks(disk).build();
    assertThat(new PlanFixture().vsphere().machine(vm).says(new DiskWayRule()))
        .containsExactly(
            "Advisory Chosen: Some disks are not read by ranges from their datastore. [web, b.vmdk"
                + " is read otherwise]");
  }
}
