package io.wherry.cli.plans;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.cli.plans.PlanFindings.Verdict;
import io.wherry.resources.Resource;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PlanFindingsTest {
  private static final String HEAD =
      """
      kind: Plan
      metadata: {name: web, namespace: demo, generation: 2}
      spec:
        vms: [{id: vm-1, name: web-1}, {id: vm-10}, {name: web-10, targetName: shop}]
      status:
        observedGeneration: %d
        migration: {vms: [{id: vm-10, name: db}]}
        conditions:
          - {type: Failed, status: "True", category: Advisory, message: The plan execution has FAILED.}
      """;

  private static PlanFindings plan(int observed, String conditions) throws IOException {
    String yaml = HEAD.formatted(observed) + conditions.indent(4);
    return new PlanFindings(new Resource((ObjectNode) new YAMLMapper().readTree(yaml)));
  }

  private static final String BLOCKED =
      """
      - type: ChangedName
        status: "True"
        category: Warn
        message: Names will be changed.
        items: ["id:vm-10 name:'db'"]
      - type: VMAlreadyExists
        status: "True"
        category: Critical
        message: VMs of these names exist already.
        suggestion: Delete the existing VM.
        items: [apps/shop, apps/web-1]
      - type: NamespaceNotValid
        status: "True"
        category: Critical
        message: The namespace cannot be made.
      - {type: NotNow, status: "False", category: Critical, message: gone}
      """;

  @Test
  void showsEachMachineWithItsFindingsBlockersFirst() throws IOException {
    PlanFindings findings = plan(2, BLOCKED);
    assertThat(String.join("\n", findings.lines()))
        .isEqualTo(
            """
            Plan demo/web
              BLOCKED  NamespaceNotValid (Critical): The namespace cannot be made.
            VM web-1 (vm-1)
              BLOCKED  VMAlreadyExists (Critical): VMs of these names exist already.
                       - apps/web-1
                       Delete the existing VM.
            VM db (vm-10)
              note     ChangedName (Warn): Names will be changed.
                       - id:vm-10 name:'db'
            VM web-10
              BLOCKED  VMAlreadyExists (Critical): VMs of these names exist already.
                       - apps/shop
                       Delete the existing VM.
            The plan cannot start.\
            """);
    assertThat(findings.verdict()).isEqualTo(Verdict.BLOCKED);
  }

  @Test
  void namesMachinesWithoutFindingsAndAllowsWarnings() throws IOException {
    PlanFindings findings =
        plan(
            2,
            """
            - {type: Ready, status: "True", category: Required, message: The plan is ready.}
            - {type: Odd, status: "True", category: Warn, message: Strange., items: [nobody]}
            """);
    assertThat(findings.verdict()).isEqualTo(Verdict.CAN_START);
    assertThat(findings.lines())
        .containsExactly(
            "Plan demo/web",
            "  note     Odd (Warn): Strange.",
            "           - nobody",
            "VM web-1 (vm-1): nothing found",
            "VM db (vm-10): nothing found",
            "VM web-10: nothing found",
            "Nothing blocks the plan.");
  }

  @Test
  void saysThatAnEditedPlanWasNotJudgedYet() throws IOException {
    PlanFindings findings = plan(1, BLOCKED);
    assertThat(findings.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(findings.lines().getLast()).contains("not been judged");
    assertThat(plan(2, "").verdict()).isEqualTo(Verdict.NOT_JUDGED);
  }
}
