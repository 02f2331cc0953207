package io.wherry.vmimport.check.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.control.Condition;
import io.wherry.vmimport.check.plan.PlanJudge.Moment;
import org.junit.jupiter.api.Test;

class PlanJudgeTest {
  @Test
  void goodPlanHasNoFindings() {
    var verdict = PlanJudge.judge(new PlanFixture().facts(), Moment.RESTING);
    assertThat(verdict.found()).isEmpty();
    assertThat(verdict.unjudged()).isEmpty();
  }

  @Test
  void findingsOfOneTypeComeFromSeveralRules() {
    var plan =
        new PlanFixture()
            .spec("{pvcNameTemplate: '{{.X}}', conversionTempStorageClass: local-raw}")
            .annotation("wherry.io/converter", "magic");
    assertThat(PlanJudge.judge(plan.facts(), Moment.RESTING).found())
        .extracting(Condition::type)
        .containsExactly("NotValid", "NotValid", "NotValid");
  }

  @Test
  void withoutInventoryOnlyObjectsAreJudged() {
    var plan = new PlanFixture().noInventory().vms("[{id: ghost}, {targetName: x}]");
    var verdict = PlanJudge.judge(plan.facts(), Moment.RESTING);
    assertThat(verdict.found()).extracting(Condition::type).containsExactly("VMRefNotValid");
    assertThat(verdict.unjudged()).contains("VMNotFound", "VMNetworksNotMapped");
  }

  @Test
  void duringARunVmsAreNotJudged() {
    var plan = new PlanFixture().vms("[{id: ghost}]").networkMap("");
    assertThat(PlanJudge.judge(plan.facts(), Moment.RUNNING).found())
        .extracting(Condition::type)
        .containsExactly("NetworkMapRefNotValid");
  }
}
