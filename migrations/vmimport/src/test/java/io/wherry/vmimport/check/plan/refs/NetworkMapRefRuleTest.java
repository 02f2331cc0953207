package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class NetworkMapRefRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new NetworkMapRefRule())).isEmpty();
  }

  @Test
  void needsAReference() {
    var plan = new PlanFixture().spec("{map: {storage: {namespace: mig, name: sm}}}");
    assertThat(plan.says(new NetworkMapRefRule()))
        .containsExactly("Critical NotSet: The plan names no network map. []");
  }

  @Test
  void needsTheObject() {
    var plan = new PlanFixture().networkMap("");
    assertThat(plan.says(new NetworkMapRefRule()))
        .containsExactly("Critical NotFound: The network map mig/nm does not exist. []");
  }
}
