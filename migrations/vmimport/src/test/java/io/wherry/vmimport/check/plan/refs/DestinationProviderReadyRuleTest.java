package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class DestinationProviderReadyRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new DestinationProviderReadyRule())).isEmpty();
  }

  @Test
  void reportsAProviderThatIsNotReady() {
    var plan =
        new PlanFixture().destination("{metadata: {name: host, generation: 1}, spec: {type: ova}}");
    assertThat(plan.says(new DestinationProviderReadyRule()))
        .containsExactly("Critical NotReady: The destination provider mig/host is not ready. []");
  }

  @Test
  void readyOfAnOlderGenerationDoesNotCount() {
    var plan =
        new PlanFixture()
            .destination(
                "{metadata: {name: host, generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}");
    assertThat(plan.says(new DestinationProviderReadyRule()))
        .containsExactly("Critical NotReady: The destination provider mig/host is not ready. []");
  }
}
