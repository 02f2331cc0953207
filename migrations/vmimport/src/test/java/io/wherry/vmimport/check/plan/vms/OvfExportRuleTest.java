package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OvfExportRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new OvfExportRule())).isEmpty();
  }

  @Test
  void warnsOfUnknownExporters() {
    var plan =
        new PlanFixture()
            .machine(
                Machines.named("vm-1", "web").hints(Map.of("exportSource", "Unknown")).build());
    assertThat(plan.says(new OvfExportRule()))
        .containsExactly("Warn NotValid: The exporter of these appliances is not known. [web]");
  }
}
