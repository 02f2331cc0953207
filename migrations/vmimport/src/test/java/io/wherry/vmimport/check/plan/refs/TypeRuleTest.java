package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class TypeRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new TypeRule())).isEmpty();
  }

  @Test
  void refusesLive() {
    var plan = new PlanFixture().spec("{type: live}");
    assertThat(plan.says(new TypeRule()))
        .containsExactly(
            "Critical NotSupported: Migration of type 'live' is not possible from this source. []");
  }

  @Test
  void refusesUnknownTypes() {
    var plan = new PlanFixture().spec("{type: tepid}");
    assertThat(plan.says(new TypeRule()))
        .containsExactly(
            "Critical NotSupported: Migration of type 'tepid' is not possible from this source. []");
  }
}
