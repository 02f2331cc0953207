package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class NetworkMapReadyRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new NetworkMapReadyRule())).isEmpty();
  }

  @Test
  void reportsAMapThatIsNotReady() {
    var plan =
        new PlanFixture()
            .networkMap("{metadata: {namespace: mig, name: nm, generation: 1}, spec: {map: []}}");
    assertThat(plan.says(new NetworkMapReadyRule()))
        .containsExactly("Critical NotReady: The network map mig/nm is not ready. []");
  }
}
