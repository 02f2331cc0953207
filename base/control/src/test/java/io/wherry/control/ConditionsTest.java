package io.wherry.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.wherry.problems.Category;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2026-01-02T00:00:00Z");

  private static Condition notValid(Category category, String message, String item) {
    return new Condition("NotValid", category, "NotValid", message, "", List.of(item), false);
  }

  @Test
  void worstCategoryWinsAndNothingIsLost() {
    var found =
        List.of(
            notValid(Category.Critical, "Bad template.", "vm-1"),
            notValid(Category.Advisory, "Capacity unknown.", "x"));
    var list = Conditions.settle(MissingNode.getInstance(), found, List.of(), EARLY);
    assertThat(list).hasSize(1);
    assertThat(list.get(0).path("category").asText()).isEqualTo("Critical");
    assertThat(list.get(0).path("message").asText()).isEqualTo("Bad template. Capacity unknown.");
    assertThat(list.get(0).path("items")).hasSize(2);
  }

  @Test
  void transitionTimeMovesOnlyWithAChange() {
    var same = List.of(notValid(Category.Critical, "m", "a"));
    var first = Conditions.settle(MissingNode.getInstance(), same, List.of(), EARLY);
    assertThat(Conditions.settle(first, same, List.of(), LATE)).isEqualTo(first);
    var other = List.of(notValid(Category.Critical, "n", "a"));
    var third = Conditions.settle(first, other, List.of(), LATE);
    assertThat(third.get(0).path("lastTransitionTime").asText()).isEqualTo(LATE.toString());
  }

  @Test
  void durableOnesStayUntilDropped() {
    var before = JsonNodeFactory.instance.arrayNode();
    before.addObject().put("type", "Succeeded").put("status", "True").put("durable", true);
    before.addObject().put("type", "Ready").put("status", "True");
    var kept = Conditions.settle(before, List.of(), List.of(), EARLY);
    assertThat(Conditions.has(kept, "Succeeded")).isTrue();
    assertThat(Conditions.has(kept, "Ready")).isFalse();
    assertThat(Conditions.settle(before, List.of(), List.of("Succeeded"), EARLY)).isEmpty();
  }
}
