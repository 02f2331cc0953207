package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class StorageMapReadyRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new StorageMapReadyRule())).isEmpty();
  }

  @Test
  void reportsAMapThatIsNotReady() {
    var plan =
        new PlanFixture()
            .storageMap("{metadata: {namespace: mig, name: sm, generation: 1}, spec: {map: []}}");
    assertThat(plan.says(new StorageMapReadyRule()))
        .containsExactly("Critical NotReady: The storage map mig/sm is not ready. []");
  }
}
