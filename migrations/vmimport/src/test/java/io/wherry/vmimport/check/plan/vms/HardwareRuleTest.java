package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class HardwareRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new HardwareRule())).isEmpty();
  }

  @Test
  void saysWhatNoMachineCanHave() {
    var vm =
        Machines.named("vm-1", "web")
            .memory(0)
            .nics(
                new SourceNic("eth0", "01:00:5e:00:00:01", "net-1"),
                new SourceNic("eth1", "00:00:00:00:00:00", "net-1"),
                new SourceNic("eth2", "zz\u0000", "net-1"))
            .build();
    assertThat(new PlanFixture().machine(vm).says(new HardwareRule()))
        .singleElement()
        .asString()
        .startsWith("Critical NotValid: The source tells hardware that no machine can have.")
        .contains("0 bytes of memory", "NIC eth0", "NIC eth1", "NIC eth2", "'zz?'");
  }
}
