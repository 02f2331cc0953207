package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class NetworkAddressesRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new NetworkAddressesRule())).isEmpty();
  }

  private static PlanFixture onOwnNetwork(String ip) {
    return new PlanFixture()
        .machine(Machines.named("vm-1", "web").address("52:54:00:00:00:01", ip).build())
        .targetNamespace(
            "{metadata: {name: apps, labels: {k8s.ovn.org/primary-user-defined-network: ''}}}")
        .nad(
            "{metadata: {namespace: apps, name: primary, labels:"
                + " {k8s.ovn.org/user-defined-network: ''}}, spec: {config: '{\"topology\":"
                + " \"layer2\", \"subnets\": \"10.1.0.0/20, fd00::/64\"}'}}");
  }

  @Test
  void namesAddressesOutsideTheSubnets() {
    assertThat(onOwnNetwork("10.1.16.1").says(new NetworkAddressesRule()))
        .containsExactly(
            "Warn NotValid: Addresses lie outside the subnets of the target's network. [web:"
                + " 10.1.16.1]");
  }

  @Test
  void acceptsAddressesInside() {
    assertThat(onOwnNetwork("10.1.15.254").says(new NetworkAddressesRule())).isEmpty();
  }
}
