package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlightSlotsTest {
  private static final ResourceKey A = new ResourceKey(Kinds.PLAN, "ns", "a");
  private static final ResourceKey B = new ResourceKey(Kinds.PLAN, "ns", "b");

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final FlightSlots slots = new FlightSlots(() -> 4);

  private static List<RunView> flying(int ofA, int ofB) {
    List<RunView> runs = new ArrayList<>();
    for (int i = 0; i < ofA + ofB; i++) {
      Resource run = Resource.of(Kinds.RUN, "ns", "r" + i);
      ObjectNode spec = run.tree().putObject("spec").put("admitted", true);
      spec.putObject("plan").put("namespace", "ns").put("name", i < ofA ? "a" : "b");
      runs.add(new RunView(run));
    }
    return runs;
  }

  @Test
  void fillsUpToTheLimit() {
    assertThat(slots.grant(A, "p", flying(0, 0), 9, NOW)).isEqualTo(4);
    assertThat(slots.grant(A, "p", flying(4, 0), 5, NOW)).isZero();
    assertThat(slots.waiting()).containsExactly(A);
  }

  @Test
  void planWithFewerInFlightGoesFirst() {
    assertThat(slots.grant(B, "p", flying(4, 0), 2, NOW)).isZero();
    assertThat(slots.grant(A, "p", flying(3, 0), 2, NOW)).isZero();
    assertThat(slots.grant(B, "p", flying(3, 0), 2, NOW)).isEqualTo(1);
  }

  @Test
  void forgetsAPlanThatIsGone() {
    assertThat(slots.grant(B, "p", flying(4, 0), 2, NOW)).isZero();
    slots.forget(B);
    assertThat(slots.grant(A, "p", flying(3, 0), 2, NOW)).isEqualTo(1);
  }

  @Test
  void aPlanThatNoLongerAsksBlocksNobody() {
    assertThat(slots.grant(B, "p", flying(4, 0), 2, NOW)).isZero();
    assertThat(slots.grant(A, "p", flying(3, 0), 2, NOW.plusSeconds(5))).isZero();
    assertThat(slots.grant(A, "p", flying(3, 0), 2, NOW.plusSeconds(121))).isEqualTo(1);
  }
}
