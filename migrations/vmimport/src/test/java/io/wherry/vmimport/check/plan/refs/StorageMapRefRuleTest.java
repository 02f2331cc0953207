package io.wherry.vmimport.check.plan.refs;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class StorageMapRefRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new StorageMapRefRule())).isEmpty();
  }

  @Test
  void needsAReference() {
    var plan = new PlanFixture().spec("{map: {network: {namespace: mig, name: nm}}}");
    assertThat(plan.says(new StorageMapRefRule()))
        .containsExactly("Critical NotSet: The plan names no storage map. []");
  }

  @Test
  void needsTheObject() {
    var plan = new PlanFixture().storageMap("");
    assertThat(plan.says(new StorageMapRefRule()))
        .containsExactly("Critical NotFound: The storage map mig/sm does not exist. []");
  }

  @Test
  void conversionNeedsNoStorage() {
    var plan = new PlanFixture().spec("{type: conversion}").storageMap("");
    assertThat(plan.says(new StorageMapRefRule())).isEmpty();
  }
}
