package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.DiskExtras;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeTrackingRuleTest {
  private static SourceDisk disk(String id, DiskExtras.Flag... flags) {
    return new SourceDisk(
        id, id + ".vmdk", 1L << 30, "st-1", "", "", new DiskExtras(Set.of(flags), "", ""));
  }

  private static final SourceDisk TRACKED = disk("a", DiskExtras.Flag.TRACKS_CHANGES);

  @Test
  void acceptsAGoodPlan() {
    var vm = Machines.named("vm-1", "web").disks(TRACKED).flags(Flag.TRACKS_CHANGES).build();
    assertThat(new PlanFixture().warmVsphere().machine(vm).says(new ChangeTrackingRule()))
        .isEmpty();
  }

  @Test
  void namesAMachineWithoutTracking() {
    assertThat(new PlanFixture().warmVsphere().says(new ChangeTrackingRule()))
        .containsExactly(
            "Critical MissingChangedBlockTracking: Changed block tracking is off. [web]");
  }

  @Test
  void namesTheDiskThatIsNotTracked() {
    var vm =
        Machines.named("vm-1", "web").disks(TRACKED, disk("b")).flags(Flag.TRACKS_CHANGES).build();
    assertThat(new PlanFixture().warmVsphere().machine(vm).says(new ChangeTrackingRule()))
        .containsExactly(
            "Critical MissingChangedBlockTracking: Changed block tracking is off. [web, b.vmdk]");
  }

  @Test
  void coldPlansAndOtherSourcesNeedNone() {
    assertThat(new PlanFixture().warmVsphere().spec("{type: cold}").says(new ChangeTrackingRule()))
        .isEmpty();
    assertThat(new PlanFixture().spec("{type: warm}").says(new ChangeTrackingRule())).isEmpty();
  }
}
