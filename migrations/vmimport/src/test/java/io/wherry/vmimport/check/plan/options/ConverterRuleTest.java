package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class ConverterRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new ConverterRule())).isEmpty();
  }

  @Test
  void knowsThreeEngines() {
    var plan = new PlanFixture().annotation("wherry.io/converter", "magic");
    assertThat(plan.says(new ConverterRule()))
        .containsExactly(
            "Critical NotValid: Annotation wherry.io/converter of Plan mig/wave is 'magic'; it must be auto, express or virt-v2v. []");
  }

  @Test
  void acceptsVirtV2v() {
    var plan = new PlanFixture().annotation("wherry.io/converter", "virt-v2v");
    assertThat(plan.says(new ConverterRule())).isEmpty();
  }
}
