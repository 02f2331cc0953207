package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class ServiceAccountRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new ServiceAccountRule())).isEmpty();
  }

  @Test
  void needsTheAccount() {
    var plan = new PlanFixture().spec("{serviceAccount: ghost}");
    assertThat(plan.says(new ServiceAccountRule()))
        .containsExactly("Critical NotFound: The service account apps/ghost does not exist. []");
  }

  @Test
  void acceptsAnExistingOne() {
    var plan = new PlanFixture().spec("{serviceAccount: mover}");
    assertThat(plan.says(new ServiceAccountRule())).isEmpty();
  }
}
