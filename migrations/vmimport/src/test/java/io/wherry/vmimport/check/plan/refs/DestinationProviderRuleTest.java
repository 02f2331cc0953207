package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class DestinationProviderRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new DestinationProviderRule())).isEmpty();
  }

  @Test
  void namesAMissingReference() {
    var plan = new PlanFixture().spec("{provider: {source: {namespace: mig, name: ova}}}");
    assertThat(plan.says(new DestinationProviderRule()))
        .containsExactly("Critical NotSet: The plan names no destination provider. []");
  }

  @Test
  void namesAMissingObject() {
    var plan = new PlanFixture().destination("");
    assertThat(plan.says(new DestinationProviderRule()))
        .containsExactly("Critical NotFound: The destination provider mig/host does not exist. []");
  }

  @Test
  void refusesAnythingButOpenshift() {
    var plan = new PlanFixture().destination(PlanFixture.object("host", "type: vsphere"));
    assertThat(plan.says(new DestinationProviderRule()))
        .containsExactly(
            "Critical TypeNotValid: The destination provider mig/host is not openshift. []");
  }
}
