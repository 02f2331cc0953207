package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class StorageMappedRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new StorageMappedRule())).isEmpty();
  }

  @Test
  void namesDiskAndStorage() {
    var plan = new PlanFixture().storageMap(PlanFixture.object("sm", "map: []"));
    assertThat(plan.says(new StorageMappedRule()))
        .containsExactly(
            "Critical NotValid: Disks are on storage that is not mapped. [VM web: storage st-1 of disk disk-1.vmdk is not mapped]");
  }
}
