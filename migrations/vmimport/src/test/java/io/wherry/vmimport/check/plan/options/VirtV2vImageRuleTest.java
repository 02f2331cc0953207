package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class VirtV2vImageRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new VirtV2vImageRule())).isEmpty();
  }

  @Test
  void needsARegistry() {
    var plan = new PlanFixture().spec("{virtV2vImage: v2v}");
    assertThat(plan.says(new VirtV2vImageRule()))
        .containsExactly("Critical NotValid: The image 'v2v' has no registry. []");
  }

  @Test
  void acceptsAFullName() {
    var plan = new PlanFixture().spec("{virtV2vImage: 'quay.io/x/v2v:1'}");
    assertThat(plan.says(new VirtV2vImageRule())).isEmpty();
  }
}
