package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class MacRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new MacRule())).isEmpty();
  }

  @Test
  void findsTheHolder() {
    var plan =
        new PlanFixture()
            .targetVm(
                "{metadata: {namespace: far, name: old}, spec: {template: {spec: {domain: {devices: {interfaces: [{macAddress: '52-54-00-00-00-01'}]}}}}}}");
    assertThat(plan.says(new MacRule()))
        .containsExactly(
            "Critical NotUnique: MAC addresses are in use. [web: 52:54:00:00:00:01 belongs to VM far/old]");
  }

  @Test
  void ownEarlierVmDoesNotCount() {
    var plan =
        new PlanFixture()
            .targetVm(
                "{metadata: {namespace: far, name: old, labels: {plan: u-plan, vmID: vm-1}}, spec: {template: {spec: {domain: {devices: {interfaces: [{macAddress: '52-54-00-00-00-01'}]}}}}}}");
    assertThat(plan.says(new MacRule())).isEmpty();
  }

  @Test
  void twinsInThePlan() {
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-2", "db").build())
            .vms("[{id: vm-1}, {id: vm-2}]");
    assertThat(plan.says(new MacRule()))
        .containsExactly(
            "Critical NotUnique: MAC addresses are in use. [web: 52:54:00:00:00:01 belongs to VM db of"
                + " this plan, db: 52:54:00:00:00:01 belongs to VM web of this plan]");
  }

  @Test
  void ignoredNicsHaveNone() {
    var plan =
        new PlanFixture()
            .targetVm(
                "{metadata: {namespace: far, name: old}, spec: {template: {spec: {domain: {devices: {interfaces: [{macAddress: '52-54-00-00-00-01'}]}}}}}}")
            .networks("[{source: {id: net-1}, destination: {type: ignored}}]");
    assertThat(plan.says(new MacRule())).isEmpty();
  }
}
