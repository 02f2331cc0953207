package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.Capability;
import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class WarmRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new WarmRule())).isEmpty();
  }

  @Test
  void refusesWarmFromAColdSource() {
    var plan = new PlanFixture().spec("{type: warm}");
    assertThat(plan.says(new WarmRule()))
        .containsExactly(
            "Critical NotSupported: The source provider mig/ova cannot migrate warm. []");
  }

  @Test
  void readsTheOldFlag() {
    var plan = new PlanFixture().spec("{warm: true}");
    assertThat(plan.says(new WarmRule()))
        .containsExactly(
            "Critical NotSupported: The source provider mig/ova cannot migrate warm. []");
  }

  @Test
  void typeWinsOverTheOldFlag() {
    var plan = new PlanFixture().spec("{warm: true, type: cold}");
    assertThat(plan.says(new WarmRule())).isEmpty();
  }

  @Test
  void allowsWarmWhereTheSourceCan() {
    var plan = new PlanFixture().spec("{type: warm}").capable(Capability.WARM);
    assertThat(plan.says(new WarmRule())).isEmpty();
  }
}
