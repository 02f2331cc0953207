package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Kinds;
import io.wherry.spi.PowerState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarmRunTest {
  private final PlayedServer server = new PlayedServer(20);

  @BeforeEach
  void start() {
    server.cluster.fate("copy", server.worker::copy);
    server.plan("p", "a", "b");
    server.warm("p");
    server.migrate("m", "p");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode vm(String id) {
    return server.vm("p", id);
  }

  private boolean isPaused(String id) {
    return vm(id).path("phase").asText().equals("CopyingPaused");
  }

  private JsonNode step(String vm, String name) {
    for (JsonNode step : vm(vm).path("pipeline")) {
      if (step.path("name").asText().equals(name)) {
        return step;
      }
    }
    throw new AssertionError("no step " + name);
  }

  @Test
  void staysInPrecopyAndShowsItsRounds() {
    server.until(() -> isPaused("a") && isPaused("b"));
    JsonNode warm = vm("a").path("warm");
    assertThat(warm.path("successes").asInt()).isEqualTo(1);
    assertThat(warm.path("failures").asInt()).isZero();
    JsonNode round = warm.path("precopies").path(0);
    assertThat(round.path("snapshot").asText()).startsWith("snapshot-");
    assertThat(round.path("start").asText()).isNotEmpty();
    assertThat(round.at("/deltas/0/disk").asText()).isEqualTo("disk1.vmdk");
    Instant next = Instant.parse(warm.path("nextPrecopyAt").asText());
    assertThat(Duration.between(server.cluster.clock.instant(), next))
        .isBetween(Duration.ofMinutes(55), Duration.ofMinutes(60));
    assertThat(step("a", "DiskTransfer").path("phase").asText()).isEqualTo("Running");
    assertThat(step("a", "DiskTransfer").at("/progress/completed"))
        .isEqualTo(step("a", "DiskTransfer").at("/progress/total"));
    assertThat(step("a", "Cutover").path("phase").asText()).isEqualTo("Pending");
    assertThat(server.source.machine("a").power()).isEqualTo(PowerState.On);
    server.cluster.clock.advance(Duration.ofMinutes(61));
    server.until(() -> vm("a").at("/warm/successes").asInt() == 2 && isPaused("a"));
    assertThat(step("a", "DiskTransfer").at("/annotations/Precopy").asText()).isEqualTo("2");
  }

  @Test
  void aCutoverNowEndsIt() {
    server.until(() -> isPaused("a") && isPaused("b"));
    server.edit("m", "{\"cutover\":\"" + server.cluster.clock.instant() + "\"}");
    server.until(() -> server.has("m", "Succeeded"));
    assertThat(server.names(Kinds.VM)).containsExactly("name-a", "name-b");
    assertThat(step("a", "Cutover").path("phase").asText()).isEqualTo("Completed");
    assertThat(vm("a").path("restorePowerState").asText()).isEqualTo("On");
    assertThat(vm("a").path("disksCopied").asBoolean()).isTrue();
    assertThat(vm("a").at("/warm/precopies")).hasSize(2);
    assertThat(server.source.marks("a")).isEmpty();
  }

  @Test
  void aCutoverOfOneMachineIsItsOwn() {
    server.until(() -> isPaused("a") && isPaused("b"));
    String now = server.cluster.clock.instant().toString();
    server.edit("m", "{\"vmCutover\":[{\"id\":\"a\",\"cutover\":\"" + now + "\"}]}");
    server.until(() -> VmStatus.has(vm("a"), "Succeeded"));
    assertThat(isPaused("b")).isTrue();
    assertThat(server.source.machine("b").power()).isEqualTo(PowerState.On);
  }

  @Test
  void aScheduledCutoverThatIsRemovedDoesNotCome() {
    server.until(() -> isPaused("a") && isPaused("b"));
    Instant soon = server.cluster.clock.instant().plus(Duration.ofMinutes(5));
    server.edit("m", "{\"cutover\":\"" + soon + "\"}");
    server.idle(20);
    server.edit("m", "{\"cutover\":null}");
    server.cluster.clock.advance(Duration.ofMinutes(10));
    server.idle(50);
    assertThat(isPaused("a")).isTrue();
  }

  @Test
  void aRestartInPrecopyGoesOnWhereItWas() {
    server.until(() -> isPaused("a") && isPaused("b"));
    server.stop();
    server.start();
    server.cluster.clock.advance(Duration.ofMinutes(61));
    server.until(() -> vm("a").at("/warm/successes").asInt() == 2);
    assertThat(server.worker.copies()).hasSizeBetween(3, 4);
  }

  @Test
  void cancelInPrecopyRemovesSnapshotsAndVolumes() {
    server.until(() -> isPaused("a") && isPaused("b"));
    server.cancel("m", "a");
    server.until(() -> VmStatus.has(vm("a"), "Canceled"));
    server.idle(3);
    assertThat(server.source.marks("a")).isEmpty();
    assertThat(server.source.marks("b")).hasSize(1);
    assertThat(server.names(Kinds.PVC)).noneMatch(n -> n.contains("name-a"));
    assertThat(server.source.machine("a").power()).isEqualTo(PowerState.On);
  }

  @Test
  void weeksOfPrecopyKeepTheJournalSmall() {
    server.until(() -> isPaused("a"));
    for (int i = 0; i < 40; i++) {
      int rounds = i + 2;
      server.cluster.clock.advance(Duration.ofMinutes(61));
      server.until(() -> vm("a").at("/warm/successes").asInt() == rounds && isPaused("a"));
    }
    assertThat(server.runs().getFirst().items("status", "entries").size()).isLessThan(250);
    assertThat(vm("a").at("/warm/precopies")).hasSize(3);
  }
}
