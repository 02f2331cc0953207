package io.wherry.vmimport.check.plan.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.vmimport.check.plan.PlanFixture;
import org.junit.jupiter.api.Test;

class NameTemplatesRuleTest {
  @Test
  void acceptsAGoodPlan() {
    assertThat(new PlanFixture().says(new NameTemplatesRule())).isEmpty();
  }

  @Test
  void namesTheMistake() {
    var plan = new PlanFixture().spec("{pvcNameTemplate: '{{.Nope}}'}");
    assertThat(plan.says(new NameTemplatesRule()))
        .containsExactly(
            "Critical NotValid: Name templates do not work. [VM web: template line 1, column 3: unknown field .Nope; known are .DiskId, .DiskIndex, .FileName, .PlanName, .RootDiskIndex, .Shared, .TargetVmName, .VmId, .VmName, .WinDriveLetter.]");
  }

  @Test
  void outputMustBeALabel() {
    var plan = new PlanFixture().spec("{pvcNameTemplate: '{{.VmName}}_x'}");
    assertThat(plan.says(new NameTemplatesRule()))
        .containsExactly(
            "Critical NotValid: Name templates do not work. [VM web: the PVC name template gives 'web_x' for disk 0, which is no DNS-1123 label (lower case letters, digits and hyphens, at most 63)]");
  }

  @Test
  void volumesAndNetworksToo() {
    var plan = new PlanFixture().spec("{volumeNameTemplate: '{{.X}}', networkNameTemplate: 'A'}");
    assertThat(plan.says(new NameTemplatesRule()))
        .containsExactly(
            "Critical NotValid: Name templates do not work. [VM web: template line 1, column 3: unknown field .X; known are .PVCName, .VolumeIndex., VM web: the network name template gives 'A', which is no DNS-1123 label]");
  }
}
