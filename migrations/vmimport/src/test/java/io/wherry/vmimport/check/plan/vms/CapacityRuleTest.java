package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class CapacityRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new CapacityRule())).isEmpty();
  }

  @Test
  void comparesWithWhatTheClassStates() {
    var plan =
        new PlanFixture()
            .storageClass(
                "{metadata: {name: local-raw, annotations: {wherry.io/available-bytes: '1000'}}}");
    assertThat(plan.says(new CapacityRule()))
        .containsExactly(
            "Critical NotValid: Storage classes have too little space. [local-raw: needs 1193279488 bytes, has 1000]");
  }
}
