package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class TransferRouteRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new TransferRouteRule())).isEmpty();
  }

  @Test
  void warnsWithoutARoute() {
    var plan =
        new PlanFixture()
            .spec("{transferNetwork: {namespace: apps, name: fast}}")
            .nad("{metadata: {namespace: apps, name: fast}}");
    assertThat(plan.says(new TransferRouteRule()))
        .containsExactly("Warn NotSet: The transfer network apps/fast has no route annotation. []");
  }
}
