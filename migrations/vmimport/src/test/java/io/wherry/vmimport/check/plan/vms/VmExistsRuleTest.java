package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class VmExistsRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new VmExistsRule())).isEmpty();
  }

  @Test
  void reportsAForeignVm() {
    var plan = new PlanFixture().targetVm("{metadata: {namespace: apps, name: web}}");
    assertThat(plan.says(new VmExistsRule()))
        .containsExactly("Critical NotUnique: VMs of these names exist already. [apps/web]");
  }

  @Test
  void ownEarlierVmDoesNotCount() {
    var plan =
        new PlanFixture()
            .targetVm(
                "{metadata: {namespace: apps, name: web, labels: {plan: u-plan, vmID: vm-1}}}");
    assertThat(plan.says(new VmExistsRule())).isEmpty();
  }

  @Test
  void ownVmOfAnotherSourceCounts() {
    var plan =
        new PlanFixture()
            .targetVm(
                "{metadata: {namespace: apps, name: web, labels: {plan: u-plan, vmID: vm-7}}}");
    assertThat(plan.says(new VmExistsRule()))
        .containsExactly("Critical NotUnique: VMs of these names exist already. [apps/web]");
  }

  @Test
  void otherNamespacesDoNotCount() {
    var plan = new PlanFixture().targetVm("{metadata: {namespace: far, name: web}}");
    assertThat(plan.says(new VmExistsRule())).isEmpty();
  }

  @Test
  void changedNamesEvade() {
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-1", "WEB").build())
            .targetVm("{metadata: {namespace: apps, name: web}}");
    assertThat(plan.says(new VmExistsRule())).isEmpty();
  }
}
