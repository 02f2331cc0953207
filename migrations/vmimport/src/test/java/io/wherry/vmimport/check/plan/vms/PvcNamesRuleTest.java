package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class PvcNamesRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new PvcNamesRule())).isEmpty();
  }

  @Test
  void exactNamesMustDiffer() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web")
                    .disks(Machines.disk("a", 1024), Machines.disk("b", 1024))
                    .build())
            .spec("{pvcNameTemplate: '{{.VmName}}', pvcNameTemplateUseGenerateName: false}");
    assertThat(plan.says(new PvcNamesRule()))
        .containsExactly(
            "Critical NotValid: The PVC name template gives the same name twice. [web: web/a.vmdk, web/b.vmdk]");
  }

  @Test
  void prefixesMayBeEqual() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web")
                    .disks(Machines.disk("a", 1024), Machines.disk("b", 1024))
                    .build())
            .spec("{pvcNameTemplate: '{{.VmName}}'}");
    assertThat(plan.says(new PvcNamesRule())).isEmpty();
  }
}
