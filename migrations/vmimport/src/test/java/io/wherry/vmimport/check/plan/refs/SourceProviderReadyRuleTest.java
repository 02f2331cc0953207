package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class SourceProviderReadyRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new SourceProviderReadyRule())).isEmpty();
  }

  @Test
  void reportsAProviderThatIsNotReady() {
    var plan =
        new PlanFixture().source("{metadata: {name: ova, generation: 1}, spec: {type: ova}}");
    assertThat(plan.says(new SourceProviderReadyRule()))
        .containsExactly("Critical NotReady: The source provider mig/ova is not ready. []");
  }

  @Test
  void readyOfAnOlderGenerationDoesNotCount() {
    var plan =
        new PlanFixture()
            .source(
                "{metadata: {name: ova, generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}");
    assertThat(plan.says(new SourceProviderReadyRule()))
        .containsExactly("Critical NotReady: The source provider mig/ova is not ready. []");
  }
}
