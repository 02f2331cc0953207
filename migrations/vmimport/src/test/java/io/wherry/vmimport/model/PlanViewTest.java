package io.wherry.vmimport.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlanViewTest {
  private static Resource object(String yaml) throws Exception {
    return new Resource((ObjectNode) new YAMLMapper().readTree(yaml));
  }

  private static PlanView plan(String spec) throws Exception {
    return object("{metadata: {namespace: mig, name: p}, spec: " + spec + "}").view(PlanView::new);
  }

  @Test
  void emptyPlanHasTheDefaultsOfTheContract() throws Exception {
    PlanView plan = plan("{}");
    assertThat(plan.type()).contains(PlanType.COLD);
    assertThat(plan.targetPower()).isEqualTo(TargetPower.AUTO);
    assertThat(plan.preserveStaticIps()).isTrue();
    assertThat(plan.useCompatibilityMode()).isTrue();
    assertThat(plan.migrateSharedDisks()).isTrue();
    assertThat(plan.deleteVmOnFailMigration()).isTrue();
    assertThat(plan.skipGuestConversion()).isFalse();
    assertThat(plan.pvcNameTemplateUseGenerateName()).isTrue();
    assertThat(plan.vms()).isEmpty();
    assertThat(plan.converter()).isEmpty();
    assertThat(plan.activeSnapshot()).isEmpty();
    assertThat(plan.networkMap().isSet()).isFalse();
  }

  @Test
  void vmValuesWinOverThePlans() throws Exception {
    PlanView plan =
        plan(
            "{targetPowerState: 'off', pvcNameTemplate: p, deleteVmOnFailMigration: false, vms:"
                + " [{id: a, targetPowerState: 'on', pvcNameTemplate: v, deleteVmOnFailMigration:"
                + " true}, {id: b}]}");
    PlanVm own = plan.vms().getFirst();
    PlanVm inherits = plan.vms().getLast();
    assertThat(own.targetPower()).isEqualTo(TargetPower.ON);
    assertThat(inherits.targetPower()).isEqualTo(TargetPower.OFF);
    assertThat(own.pvcNameTemplate()).contains("v");
    assertThat(inherits.pvcNameTemplate()).contains("p");
    assertThat(own.deleteVmOnFailMigration()).isTrue();
    assertThat(inherits.deleteVmOnFailMigration()).isFalse();
  }

  @Test
  void missingNamespacesAreThePlans() throws Exception {
    assertThat(plan("{map: {network: {name: nm}}}").networkMap())
        .isEqualTo(new NamespacedRef("mig", "nm"));
  }

  @Test
  void firstHookOfAStepCounts() throws Exception {
    PlanVm vm =
        plan("{vms: [{hooks: [{step: PostHook, hook: {name: a}}, {step: PreHook, hook: {name:"
                + " b}}, {step: PreHook, hook: {name: c}}]}]}")
            .vms()
            .getFirst();
    assertThat(vm.hook("PreHook")).contains(new NamespacedRef("mig", "b"));
    assertThat(vm.hook("MidHook")).isEmpty();
  }

  @Test
  void converterIsReadFromTheAnnotation() throws Exception {
    String form = "{metadata: {name: p, annotations: {wherry.io/converter: %s}}}";
    assertThat(new PlanView(object(form.formatted("virt-v2v"))).converter())
        .contains(WorkerTask.Engine.virtV2v);
    PlanView odd = new PlanView(object(form.formatted("magic")));
    assertThatThrownBy(odd::converter)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("auto, express or virt-v2v");
  }

  @Test
  void cutoverOfAVmWinsAndNeedsAnOffset() throws Exception {
    var migration =
        object(
                "{metadata: {name: m}, spec: {cutover: '2026-10-03T22:00:00Z', vmCutover: [{id: a,"
                    + " cutover: '2026-10-03T22:00:00+02:00'}, {id: b, cutover: tomorrow}]}}")
            .view(MigrationView::new);
    assertThat(migration.cutover("a")).contains(Instant.parse("2026-10-03T20:00:00Z"));
    assertThat(migration.cutover("x")).contains(Instant.parse("2026-10-03T22:00:00Z"));
    assertThatThrownBy(() -> migration.cutover("b"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("time with offset");
  }

  @Test
  void readyOfAnOlderGenerationDoesNotCount() throws Exception {
    String form =
        "{metadata: {name: p, generation: %d}, status: {observedGeneration: 1, conditions: [{type:"
            + " Ready, status: 'True'}]}}";
    assertThat(new PlanView(object(form.formatted(1))).isReady()).isTrue();
    assertThat(new PlanView(object(form.formatted(2))).isReady()).isFalse();
  }
}
