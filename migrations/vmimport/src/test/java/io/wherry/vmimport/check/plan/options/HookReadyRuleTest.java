package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class HookReadyRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new HookReadyRule())).isEmpty();
  }

  @Test
  void needsReady() {
    var plan =
        new PlanFixture()
            .vms("[{id: vm-1, hooks: [{step: PreHook, hook: {namespace: mig, name: h}}]}]")
            .hook("{metadata: {namespace: mig, name: h, generation: 1}}");
    assertThat(plan.says(new HookReadyRule()))
        .containsExactly("Critical NotReady: The hook mig/h is not ready. [vm-1]");
  }

  @Test
  void acceptsReady() {
    var plan =
        new PlanFixture()
            .vms("[{id: vm-1, hooks: [{step: PreHook, hook: {namespace: mig, name: h}}]}]")
            .hook(PlanFixture.object("h", "image: a/b"));
    assertThat(plan.says(new HookReadyRule())).isEmpty();
  }
}
