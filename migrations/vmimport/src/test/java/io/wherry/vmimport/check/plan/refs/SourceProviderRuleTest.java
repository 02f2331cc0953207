package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class SourceProviderRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new SourceProviderRule())).isEmpty();
  }

  @Test
  void namesAMissingReference() {
    var plan = new PlanFixture().spec("{provider: {destination: {namespace: mig, name: host}}}");
    assertThat(plan.says(new SourceProviderRule()))
        .containsExactly("Critical NotSet: The plan names no source provider. []");
  }

  @Test
  void namesAMissingObject() {
    var plan = new PlanFixture().source("");
    assertThat(plan.says(new SourceProviderRule()))
        .containsExactly("Critical NotFound: The source provider mig/ova does not exist. []");
  }

  @Test
  void refusesAnUnknownType() {
    var plan = new PlanFixture().source(PlanFixture.object("ova", "type: abacus"));
    assertThat(plan.says(new SourceProviderRule()))
        .containsExactly(
            "Critical TypeNotValid: The type of the source provider mig/ova is not known. []");
  }

  @Test
  void refusesTheClusterItself() {
    var plan = new PlanFixture().source(PlanFixture.object("ova", "type: openshift"));
    assertThat(plan.says(new SourceProviderRule()))
        .containsExactly(
            "Critical TypeNotValid: The source provider mig/ova is the destination cluster itself."
                + " []");
  }
}
