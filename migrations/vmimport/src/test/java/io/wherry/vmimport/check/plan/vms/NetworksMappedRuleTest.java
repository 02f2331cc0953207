package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class NetworksMappedRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new NetworksMappedRule())).isEmpty();
  }

  @Test
  void namesNicAndNetwork() {
    var plan = new PlanFixture().networks("[]");
    assertThat(plan.says(new NetworksMappedRule()))
        .containsExactly(
            "Critical NotValid: NICs are on networks that are not mapped. [VM web: NIC eth0 is on network net-1, which is not mapped]");
  }

  @Test
  void usedUpPoolIsNotMapped() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web")
                    .nics(
                        new SourceNic("a", "", "net-1"),
                        new SourceNic("b", "", "net-1"),
                        new SourceNic("c", "", "net-1"))
                    .build())
            .networks(
                "[{source: {id: net-1}, destination: {type: multus, namespace: apps, name: one}}, {source: {id: net-1}, destination: {type: multus, namespace: apps, name: two}}]");
    assertThat(plan.says(new NetworksMappedRule()))
        .containsExactly(
            "Critical NotValid: NICs are on networks that are not mapped. [VM web: NIC c is on network net-1, which is not mapped]");
  }

  @Test
  void ignoredIsMapped() {
    var plan = new PlanFixture().networks("[{source: {id: net-1}, destination: {type: ignored}}]");
    assertThat(plan.says(new NetworksMappedRule())).isEmpty();
  }

  @Test
  void saysNothingWithoutAMap() {
    var plan = new PlanFixture().networkMap("");
    assertThat(plan.says(new NetworksMappedRule())).isEmpty();
  }
}
