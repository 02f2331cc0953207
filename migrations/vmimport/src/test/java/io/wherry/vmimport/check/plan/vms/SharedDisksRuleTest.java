package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.DiskExtras.Flag;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class SharedDisksRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new SharedDisksRule())).isEmpty();
  }

  private static PlanFixture sharing(Flag... flags) {
    var vm = Machines.named("vm-1", "web").disks(Machines.disk("a"), Machines.disk("b", flags));
    return new PlanFixture().vsphere().machine(vm.build());
  }

  @Test
  void warmIsImpossible() {
    assertThat(sharing(Flag.SHARED).spec("{type: warm}").says(new SharedDisksRule()))
        .containsExactly(
            "Critical NotSupported: VM web shares disks, which cannot be copied warm. [b.vmdk]");
  }

  @Test
  void nobodyMayWriteToThem() {
    assertThat(sharing(Flag.SHARED, Flag.WRITTEN_BY_OTHERS).says(new SharedDisksRule()))
        .containsExactly(
            "Critical NotSupported: VM web shares disks, which another VM may be writing to."
                + " [b.vmdk]");
  }

  @Test
  void aDiskThatNobodyCopiedIsNotAttached() {
    assertThat(sharing(Flag.SHARED).spec("{migrateSharedDisks: false}").says(new SharedDisksRule()))
        .containsExactly(
            "Warn NotSupported: Shared disks of VM web. [b.vmdk has no volume and is not"
                + " attached]");
  }

  @Test
  void aDiskThatIsThereIsUsed() {
    var plan = sharing(Flag.SHARED).spec("{migrateSharedDisks: false}").claim("b", "db-disk-1");
    assertThat(plan.says(new SharedDisksRule())).isEmpty();
    assertThat(plan.facts().openDrafts().getFirst().attached())
        .singleElement()
        .matches(d -> d.claim().equals("db-disk-1"));
  }

  @Test
  void aSecondCopyIsTold() {
    assertThat(sharing(Flag.SHARED).claim("b", "db-disk-1").says(new SharedDisksRule()))
        .containsExactly(
            "Warn NotSupported: Shared disks of VM web. [b.vmdk is copied again beside"
                + " db-disk-1]");
  }
}
