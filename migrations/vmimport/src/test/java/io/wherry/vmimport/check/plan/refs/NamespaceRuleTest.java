package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class NamespaceRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new NamespaceRule())).isEmpty();
  }

  @Test
  void needsANamespace() {
    var plan = new PlanFixture().spec("{targetNamespace: ''}");
    assertThat(plan.says(new NamespaceRule()))
        .containsExactly("Critical NotSet: The plan has no target namespace. []");
  }

  @Test
  void refusesWhatCannotBeANamespace() {
    var plan = new PlanFixture().spec("{targetNamespace: My_Apps}");
    assertThat(plan.says(new NamespaceRule()))
        .containsExactly(
            "Critical NotValid: The target namespace 'My_Apps' cannot be the name of a namespace. []");
  }
}
