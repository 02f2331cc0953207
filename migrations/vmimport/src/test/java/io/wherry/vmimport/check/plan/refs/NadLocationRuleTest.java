package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class NadLocationRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new NadLocationRule())).isEmpty();
  }

  @Test
  void reportsAttachmentsElsewhere() {
    var plan =
        new PlanFixture()
            .networks(
                "[{source: {id: net-1}, destination: {type: multus, namespace: far, name: br}}, {source: {id: net-2}, destination: {type: multus, namespace: default, name: br}}]");
    assertThat(plan.says(new NadLocationRule()))
        .containsExactly(
            "Critical NotValid: VMs in namespace 'apps' cannot use these network attachments. [far/br]");
  }
}
