package io.wherry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.resources.Resource;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static Resource plan(String status) throws JsonProcessingException {
    String yaml = "kind: Plan\nmetadata: {name: p}\nstatus:\n" + status.indent(2);
    return new Resource((ObjectNode) new YAMLMapper().readTree(yaml));
  }

  @Test
  void showsBytesRateAndTimeLeft() throws JsonProcessingException {
    Resource plan =
        plan(
            """
            conditions: [{type: Executing, status: "True"}]
            migration:
              vms:
              - name: web
                pipeline:
                - {name: Initialize, phase: Completed}
                - name: DiskTransfer
                  phase: Running
                  annotations:
                    wherry.io/bytes-done: "104857600"
                    wherry.io/bytes-total: "209715200"
                    wherry.io/rate-bytes-per-second: "52428800"
                    wherry.io/time-left-seconds: "2"
                - {name: VirtualMachineCreation, phase: Pending}
            """);
    assertThat(ProgressLine.text(plan))
        .isEqualTo(
            "  plan p: web · ✓ Initialize · ▶ DiskTransfer 100 of 200 MiB (50 %), 50 MiB/s, 2 s left · VirtualMachineCreation");
  }

  @Test
  void marksAFailedStep() throws JsonProcessingException {
    Resource plan =
        plan(
            """
            conditions: [{type: Failed, status: "True"}]
            migration:
              vms:
              - name: web
                pipeline: [{name: DiskTransfer, phase: Completed, error: {phase: CopyDisks}}]
            """);
    assertThat(ProgressLine.text(plan)).endsWith("✗ DiskTransfer");
    assertThat(PlanState.of(plan)).isEqualTo(PlanState.FAILED);
  }

  @Test
  void saysWhatAPlanWaitsFor() throws JsonProcessingException {
    Resource plan =
        plan(
            """
            conditions:
            - {type: VMNetworksNotMapped, status: "True", category: Critical, message: Map the networks.}
            """);
    assertThat(ProgressLine.text(plan)).isEqualTo("  plan p: waits: Map the networks.");
  }
}
