package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class HookRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new HookRule())).isEmpty();
  }

  @Test
  void needsAName() {
    var plan = new PlanFixture().vms("[{id: vm-1, hooks: [{step: PreHook, hook: {}}]}]");
    assertThat(plan.says(new HookRule()))
        .containsExactly("Critical NotSet: A hook of a VM has no name. [vm-1]");
  }

  @Test
  void needsTheObject() {
    var plan =
        new PlanFixture()
            .vms("[{id: vm-1, hooks: [{step: PreHook, hook: {namespace: mig, name: h}}]}]");
    assertThat(plan.says(new HookRule()))
        .containsExactly("Critical NotFound: The hook mig/h does not exist. [vm-1]");
  }
}
