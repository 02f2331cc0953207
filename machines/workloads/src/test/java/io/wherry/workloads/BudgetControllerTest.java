package io.wherry.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetControllerTest {
  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private final BudgetController controller = new BudgetController(api, clock);
  private final ResourceKey key = new ResourceKey(Kinds.POD_DISRUPTION_BUDGET, "ns", "calm");

  private void budget(String bound) {
    Resource budget = Resource.of(Kinds.POD_DISRUPTION_BUDGET, "ns", "calm");
    ObjectNode spec = budget.tree().putObject("spec");
    spec.setAll((ObjectNode) Playground.json(bound));
    spec.set("selector", Playground.json("{'matchLabels': {'app': 'x'}}"));
    api.create(Kinds.POD_DISRUPTION_BUDGET, budget);
  }

  private void pod(String name, String ready) {
    Resource pod = Resource.of(Kinds.POD, "ns", name);
    ((ObjectNode) pod.tree().get("metadata")).putObject("labels").put("app", "x");
    api.create(Kinds.POD, pod);
    api.patchStatus(
        new ResourceKey(Kinds.POD, "ns", name),
        Playground.json(
            "{'status': {'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': '%s'}]}}"
                .formatted(ready)));
  }

  private Resource settled() {
    controller.reconcile(key);
    return api.get(key).orElseThrow();
  }

  @Test
  void allowsWhatIsAboveTheMinimum() {
    budget("{'minAvailable': 1}");
    pod("a", "True");
    pod("b", "True");
    pod("c", "False");
    Resource budget = settled();
    assertThat(budget.at("status", "disruptionsAllowed").asInt()).isEqualTo(1);
    assertThat(budget.at("status", "currentHealthy").asInt()).isEqualTo(2);
    assertThat(budget.at("status", "expectedPods").asInt()).isEqualTo(3);
    assertThat(budget.at("status", "observedGeneration").asLong()).isEqualTo(budget.generation());
  }

  @Test
  void roundsPercentagesUp() {
    budget("{'minAvailable': '50%'}");
    pod("a", "True");
    pod("b", "True");
    pod("c", "True");
    assertThat(settled().at("status", "desiredHealthy").asInt()).isEqualTo(2);
  }

  @Test
  void allowsNothingWithoutPods() {
    budget("{'maxUnavailable': 1}");
    assertThat(settled().at("status", "disruptionsAllowed").asInt()).isZero();
  }

  @Test
  void countsAGrantedEvictionUntilItIsSeenOrTooOld() {
    budget("{'minAvailable': 1}");
    pod("a", "True");
    pod("b", "True");
    settled();
    api.patchStatus(
        key,
        Playground.json("{'status': {'disruptedPods': {'a': '%s'}}}".formatted(clock.instant())));
    assertThat(settled().at("status", "disruptionsAllowed").asInt()).isZero();
    clock.advance(Duration.ofMinutes(3));
    assertThat(settled().at("status", "disruptionsAllowed").asInt()).isEqualTo(1);
    assertThat(settled().at("status", "disruptedPods")).isEmpty();
  }
}
