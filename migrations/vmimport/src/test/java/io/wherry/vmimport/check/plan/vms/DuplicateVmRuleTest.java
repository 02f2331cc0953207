package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.Lookup;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class DuplicateVmRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new DuplicateVmRule())).isEmpty();
  }

  @Test
  void listedTwice() {
    var plan =
        new PlanFixture()
            .lookup("web", new Lookup.Found<>(Machines.named("vm-1", "web").build()))
            .vms("[{id: vm-1}, {name: web}]");
    assertThat(plan.says(new DuplicateVmRule()))
        .containsExactly("Critical NotUnique: VMs are listed more than once. [web]");
  }

  @Test
  void ambiguousName() {
    var plan = new PlanFixture().lookup("twin", new Lookup.Ambiguous<>(2)).vms("[{name: twin}]");
    assertThat(plan.says(new DuplicateVmRule()))
        .containsExactly("Critical Ambiguous: Names mean more than one VM of the source. [twin]");
  }

  @Test
  void sameTargetName() {
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-2", "db").build())
            .vms("[{id: vm-1}, {id: vm-2, targetName: web}]");
    assertThat(plan.says(new DuplicateVmRule()))
        .containsExactly(
            "Critical NotUnique: VMs would get the same name. [web (vm-1): web, db (vm-2): web]");
  }

  @Test
  void sameSourceName() {
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-2", "web").build())
            .vms("[{id: vm-1}, {id: vm-2}]");
    assertThat(plan.says(new DuplicateVmRule()))
        .containsExactly(
            "Critical NotUnique: VMs would get the same name. [web (vm-1): web, web (vm-2): web]");
  }

  @Test
  void changedNamesAreMadeUnique() {
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-2", "WEB").build())
            .vms("[{id: vm-1}, {id: vm-2}]");
    assertThat(plan.says(new DuplicateVmRule())).isEmpty();
  }
}
