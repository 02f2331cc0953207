package io.wherry.cli.plans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanStatusTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00.5Z");

  private static Resource plan(String yaml) throws IOException {
    return new Resource((ObjectNode) new YAMLMapper().readTree(yaml));
  }

  private static final String RUNNING =
      """
      kind: Plan
      metadata: {name: web, namespace: demo, creationTimestamp: "2026-11-27T11:00:00Z"}
      spec: {targetNamespace: apps, provider: {source: {name: vc}}, vms: [{}, {}]}
      status:
        conditions: [{type: Executing, status: "True"}]
        migration:
          vms:
            - id: vm-1
              name: web-1
              started: "2026-11-27T11:59:00Z"
              phase: CopyDisks
              pipeline:
                - name: DiskTransfer
                  phase: Running
                  annotations:
                    wherry.io/bytes-total: "1073741824"
                    wherry.io/bytes-done: "536870912"
                    wherry.io/rate-bytes-per-second: "67108864"
                    wherry.io/time-left-seconds: "8"
            - id: vm-2
              name: web-2
              phase: Started
              conditions: [{type: Pending, status: "True", message: "waits for host esx-3: 20 of 20"}]
      """;

  @Test
  void aRunningPlanTellsBytesRateAndTimeLeft() throws IOException {
    PlanStatus status = PlanStatus.of(plan(RUNNING));

    assertThat(status.word()).isEqualTo("Running");
    assertThat(status.counts(2)).isEqualTo("0/2 (S:0/F:0/C:0)");
    assertThat(status.progress()).isEqualTo("50.0% (512 MiB of 1.0 GiB)");
    assertThat(status.timeLeft()).contains(Duration.ofSeconds(8));
    assertThat(status.vms().get(1).reason()).contains("esx-3");
  }

  @Test
  void theTableOfMachinesSaysWhyOneWaits() throws IOException {
    assertThat(GetCommand.machines(List.of(plan(RUNNING))).text().lines())
        .anyMatch(l -> l.matches("web +web-1 +Running +DiskTransfer +50.0% .* 64.0 MiB/s +8s"))
        .anyMatch(l -> l.endsWith("waits for host esx-3: 20 of 20"));
  }

  @Test
  void theListOfPlansHasTheColumnsPeopleKnow() throws IOException {
    String text =
        Listing.PLANS.table(List.of(plan(RUNNING)), NOW, r -> List.of(r.namespace())).text();

    assertThat(text)
        .startsWith("NAME   NAMESPACE   SOURCE   TARGET   VMS")
        .contains("web    demo        vc       apps     0/2 (S:0/F:0/C:0)   Running")
        .contains("1h0m");
  }

  @Test
  void aPlanThatIsBlockedSaysByWhat() throws IOException {
    Resource plan =
        plan(
            """
            kind: Plan
            metadata: {name: web}
            status: {conditions: [{type: VMNotFound, status: "True", category: Critical, message: gone}]}
            """);

    assertThat(PlanStatus.of(plan).word()).isEqualTo("Cannot start");
    assertThat(PlanStatus.blockers(plan)).containsExactly("VMNotFound: gone");
  }

  @Test
  void namesNeverReachTheTerminalAsCommands() {
    TextTable table = new TextTable(List.of("NAME"));
    table.add(List.of("\u001b[2Jweb|1"));

    assertThat(table.text()).isEqualTo("NAME\n?[2Jweb|1\n");
    assertThat(table.markdown()).endsWith("| ?[2Jweb\\|1 |\n");
  }

  @ParameterizedTest
  @CsvSource({
    "now, 2026-11-27T12:00:00Z",
    "+2h, 2026-11-27T14:00:00Z",
    "+90m, 2026-11-27T13:30:00Z",
    "2026-12-24T22:00:00+01:00, 2026-12-24T21:00:00Z"
  })
  void momentsAreReadAsTyped(String text, Instant moment) {
    assertThat(Moments.parse(text, NOW)).isEqualTo(moment);
  }

  @Test
  void aMomentWithoutOffsetIsRefusedWithAnExample() {
    assertThatThrownBy(() -> Moments.parse("2026-12-24 22:00", NOW))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("with its offset");
  }

  @Test
  void aListThatDoesNotExistNamesThoseThatDo() {
    assertThatThrownBy(() -> Listing.of("planz"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("plans, providers, mappings");
  }
}
