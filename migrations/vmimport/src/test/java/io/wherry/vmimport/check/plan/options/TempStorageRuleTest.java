package io.wherry.vmimport.check.plan.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class TempStorageRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new TempStorageRule())).isEmpty();
  }

  @Test
  void needsBothOrNeither() {
    var plan = new PlanFixture().spec("{conversionTempStorageClass: local-raw}");
    assertThat(plan.says(new TempStorageRule()))
        .containsExactly(
            "Critical NotValid: conversionTempStorageClass and conversionTempStorageSize belong together; one is missing. []");
  }

  @Test
  void needsClassAndSize() {
    var plan =
        new PlanFixture()
            .spec("{conversionTempStorageClass: nope, conversionTempStorageSize: huge}");
    assertThat(plan.says(new TempStorageRule()))
        .containsExactly(
            "Critical NotValid: The storage class nope for temporary space does not exist. []",
            "Critical NotValid: conversionTempStorageSize: 'huge' is not a quantity; write for example 10Gi. []");
  }

  @Test
  void refusesNoSpace() {
    var plan =
        new PlanFixture()
            .spec("{conversionTempStorageClass: local-raw, conversionTempStorageSize: '0'}");
    assertThat(plan.says(new TempStorageRule()))
        .containsExactly("Critical NotValid: The temporary space has the size 0. []");
  }
}
