package io.wherry.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import org.junit.jupiter.api.Test;

class UninstallTest {
  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);

  private int uninstall() {
    return new Uninstall(api, "wherry-system", clock::advance).run();
  }

  private void run(String name, String... finalizers) {
    Resource run = Resource.of(Kinds.RUN, "demo", name);
    var list = ((ObjectNode) run.at("metadata")).putArray("finalizers");
    for (String finalizer : finalizers) {
      list.add(finalizer);
    }
    var _ = api.create(Kinds.RUN, run);
  }

  @Test
  void letsGoOfOurFinalizersAndOfNoOthers() {
    run("ours", "wherry.io/undo");
    run("shared", "wherry.io/undo", "example.org/audit");
    run("theirs", "example.org/audit");

    assertThat(uninstall()).isEqualTo(2);
    api.delete(new ResourceKey(Kinds.RUN, "demo", "ours"));

    assertThat(api.get(new ResourceKey(Kinds.RUN, "demo", "ours"))).isEmpty();
    assertThat(
            api.get(new ResourceKey(Kinds.RUN, "demo", "shared"))
                .orElseThrow()
                .items("metadata", "finalizers"))
        .singleElement()
        .matches(f -> f.asText().equals("example.org/audit"));
    assertThat(uninstall()).as("again").isZero();
  }

  @Test
  void letsGoOfPlans() {
    Resource plan = Resource.of(Kinds.PLAN, "demo", "wave");
    ((ObjectNode) plan.at("metadata")).putArray("finalizers").add("wherry.io/clean-up");
    var _ = api.create(Kinds.PLAN, plan);

    assertThat(uninstall()).isEqualTo(1);
    api.delete(new ResourceKey(Kinds.PLAN, "demo", "wave"));

    assertThat(api.get(new ResourceKey(Kinds.PLAN, "demo", "wave"))).isEmpty();
  }

  @Test
  void stopsWhoActsBeforeItTouchesAnything() {
    Leadership acting = new Leadership(api, "wherry-system", "operator", clock);
    acting.attempt();
    Leadership waiting = new Leadership(api, "wherry-system", "other", clock);

    var _ = uninstall();
    acting.attempt();
    waiting.attempt();

    assertThat(acting.isLost()).isTrue();
    assertThat(waiting.isHeld()).isFalse();
  }
}
