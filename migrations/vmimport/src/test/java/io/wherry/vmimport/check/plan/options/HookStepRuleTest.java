package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class HookStepRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new HookStepRule())).isEmpty();
  }

  @Test
  void knowsTwoSteps() {
    var plan =
        new PlanFixture()
            .vms("[{id: vm-1, hooks: [{step: MidHook, hook: {namespace: mig, name: h}}]}]");
    assertThat(plan.says(new HookStepRule()))
        .containsExactly("Critical NotValid: A hook has the step 'MidHook'. [vm-1]");
  }

  @Test
  void acceptsPostHook() {
    var plan =
        new PlanFixture()
            .vms("[{id: vm-1, hooks: [{step: PostHook, hook: {namespace: mig, name: h}}]}]");
    assertThat(plan.says(new HookStepRule())).isEmpty();
  }
}
