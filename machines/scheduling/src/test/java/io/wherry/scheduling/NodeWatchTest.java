package io.wherry.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeWatchTest {
  private static final ResourceKey NODE = new ResourceKey(Kinds.NODE, "", "a");
  private static final ResourceKey LEASE = new ResourceKey(Kinds.LEASE, "kube-node-lease", "a");

  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private NodeWatch watch = new NodeWatch(api, clock);

  @BeforeEach
  void node() {
    api.create(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", "kube-node-lease"));
    Resource node = Resource.of(Kinds.NODE, "", "a");
    node.tree()
        .putObject("status")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True");
    api.create(Kinds.NODE, node);
    Resource lease = Resource.of(Kinds.LEASE, "kube-node-lease", "a");
    lease.tree().putObject("spec").put("renewTime", clock.instant().toString());
    api.create(Kinds.LEASE, lease);
  }

  private void renew() {
    ObjectNode patch = Resource.of(Kinds.LEASE, "", "a").tree().objectNode();
    patch.putObject("spec").put("renewTime", clock.instant().toString());
    api.patch(LEASE, patch);
  }

  private Resource after(Duration time) {
    clock.advance(time);
    watch.reconcile(NODE);
    return api.get(NODE).orElseThrow();
  }

  @Test
  void aNodeThatRenewsItsLeaseStaysReady() {
    assertThat(ConditionList.isTrue(after(Duration.ofSeconds(35)), "Ready")).isTrue();
    renew();
    assertThat(ConditionList.isTrue(after(Duration.ofSeconds(35)), "Ready")).isTrue();
  }

  @Test
  void anAbsentNodeIsMarkedAndComesBack() {
    Resource absent = after(Duration.ofSeconds(41));
    assertThat(ConditionList.find(absent, "Ready").orElseThrow().path("status").asText())
        .isEqualTo("Unknown");
    assertThat(absent.items("spec", "taints").getFirst().path("key").asText())
        .isEqualTo("node.kubernetes.io/unreachable");
    renew();
    Resource back = after(Duration.ofSeconds(1));
    assertThat(ConditionList.isTrue(back, "Ready")).isTrue();
    assertThat(back.items("spec", "taints")).isEmpty();
  }

  @Test
  void aControlPlaneThatWasAwayDoesNotJudgeAtOnce() {
    clock.advance(Duration.ofHours(1));
    watch = new NodeWatch(api, clock);
    assertThat(ConditionList.isTrue(after(Duration.ofSeconds(1)), "Ready")).isTrue();
    assertThat(ConditionList.isTrue(after(Duration.ofSeconds(40)), "Ready")).isFalse();
  }
}
