package io.wherry.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Resource A = node("a", "'rack': '1', 'gpu': ''", "8Gi", "");
  private static final Resource B = node("b", "'rack': '2', 'slots': '12'", "4Gi", "");

  private static Resource parse(String json) {
    try {
      return new Resource((ObjectNode) JSON.readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static Resource node(String name, String labels, String memory, String spec) {
    return parse(
        """
        {'kind': 'Node', 'metadata': {'name': '%s', 'labels': {%s, 'kubernetes.io/hostname': '%s'}},
         'spec': {%s},
         'status': {'allocatable': {'memory': '%s'}, 'conditions': [{'type': 'Ready', 'status': 'True'}]}}
        """
            .formatted(name, labels, name, spec, memory));
  }

  private static Resource pod(String name, String spec) {
    return parse(
        """
        {'kind': 'Pod', 'metadata': {'name': '%s', 'namespace': 'default', 'labels': {'app': '%s'}},
         'spec': {%s}}
        """
            .formatted(name, name, spec));
  }

  private static String memory(String quantity) {
    return "'containers': [{'name': 'c', 'resources': {'requests': {'memory': '%s'}}}]"
        .formatted(quantity);
  }

  private static Placement with(List<Resource> nodes, Resource... pods) {
    return new Placement(new Cluster(nodes, List.of(pods), List.of(), List.of(), List.of()));
  }

  private static String where(Placement placement, Resource pod) {
    return placement.best(pod).orElse("nowhere: " + Placement.explain(placement.judge(pod)));
  }

  @Test
  void takesTheNodeWithTheLargerFreePart() {
    Resource running = pod("x", "'nodeName': 'a', " + memory("6Gi"));
    assertThat(where(with(List.of(A, B), running), pod("p", memory("1Gi")))).isEqualTo("b");
    assertThat(where(with(List.of(A, B)), pod("p", memory("1Gi")))).isEqualTo("a");
  }

  @Test
  void saysWhyNoNodeFits() {
    Resource cordoned = node("a", "'rack': '1'", "8Gi", "'unschedulable': true");
    assertThat(where(with(List.of(cordoned, B)), pod("p", memory("6Gi"))))
        .isEqualTo(
            "nowhere: 0/2 nodes are available: 1 node(s) were unschedulable, 1 Insufficient"
                + " memory.");
  }

  @Test
  void listsAllObstaclesOfANode() {
    Resource bad =
        node(
            "a",
            "'rack': '1'",
            "1Gi",
            "'unschedulable': true, 'taints': [{'key': 'k', 'value': 'v', 'effect': 'NoSchedule'}]");
    Resource wish = pod("p", memory("2Gi") + ", 'nodeSelector': {'rack': '9'}");
    assertThat(with(List.of(bad)).judge(wish).getFirst().obstacles())
        .extracting(Obstacle::kind)
        .containsExactly(
            Obstacle.Kind.CORDONED,
            Obstacle.Kind.SELECTOR,
            Obstacle.Kind.TAINT,
            Obstacle.Kind.MEMORY);
  }

  @Test
  void podsThatEndedTakeNoMemory() {
    Resource ended = pod("x", "'nodeName': 'a', " + memory("8Gi"));
    ended.tree().putObject("status").put("phase", "Succeeded");
    assertThat(where(with(List.of(A), ended), pod("p", memory("8Gi")))).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({
    "In, rack, 2, b",
    "NotIn, rack, 2, a",
    "Exists, gpu, '', a",
    "DoesNotExist, gpu, '', b",
    "Gt, slots, 11, b",
    "Gt, slots, 12, nowhere",
    "Lt, slots, 13, b",
    "Lt, slots, x, nowhere",
    "Magic, rack, 1, nowhere"
  })
  void nodeAffinityIsJudgedByItsOperators(String operator, String key, String value, String where) {
    Resource wish =
        pod(
            "p",
            """
            'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':
             {'nodeSelectorTerms': [{'matchExpressions': [{'key': '%s', 'operator': '%s', 'values': ['%s']}]}]}}}
            """
                .formatted(key, operator, value));
    assertThat(where(with(List.of(A, B)), wish)).startsWith(where);
  }

  @Test
  void preferencesDecideAmongThoseThatFit() {
    Resource wish =
        pod(
            "p",
            """
            'affinity': {'nodeAffinity': {'preferredDuringSchedulingIgnoredDuringExecution':
             [{'weight': 5, 'preference': {'matchExpressions': [{'key': 'rack', 'operator': 'In', 'values': ['2']}]}}]}}
            """);
    assertThat(where(with(List.of(A, B)), wish)).isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource({
    "'', nowhere",
    "'{''key'': ''k'', ''operator'': ''Equal'', ''value'': ''v''}', a",
    "'{''key'': ''k'', ''operator'': ''Exists'', ''effect'': ''NoExecute''}', nowhere",
    "'{''operator'': ''Exists''}', a"
  })
  void taintsKeepPodsAwayThatDoNotTolerateThem(String tolerance, String where) {
    Resource tainted =
        node(
            "a",
            "'rack': '1'",
            "8Gi",
            "'taints': [{'key': 'k', 'value': 'v', 'effect': 'NoSchedule'}]");
    Resource wish = pod("p", "'tolerations': [%s]".formatted(tolerance));
    assertThat(where(with(List.of(tainted)), wish)).startsWith(where);
  }

  @Test
  void podsKeepApartByHostname() {
    String apart =
        """
        'affinity': {'podAntiAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':
         [{'topologyKey': 'kubernetes.io/hostname', 'labelSelector': {'matchLabels': {'app': 'web'}}}]}}
        """;
    Resource web = pod("web", "'nodeName': 'a'");
    assertThat(where(with(List.of(A, B), web), pod("web", apart))).isEqualTo("b");
    Resource loner = pod("loner", "'nodeName': 'a', " + apart);
    assertThat(where(with(List.of(A), loner), pod("web", "'nodeSelector': {}")))
        .contains("existing pods anti-affinity");
  }

  @Test
  void podsStayTogetherAndTheFirstMayGoAnywhere() {
    String together =
        """
        'affinity': {'podAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':
         [{'topologyKey': 'rack', 'labelSelector': {'matchLabels': {'app': 'db'}}}]}}
        """;
    Resource db = pod("db", "'nodeName': 'b'");
    assertThat(where(with(List.of(A, B), db), pod("web", together))).isEqualTo("b");
    assertThat(where(with(List.of(A, B)), pod("db", together))).isEqualTo("a");
    assertThat(where(with(List.of(A, B)), pod("web", together))).contains("pod affinity rules");
  }

  @ParameterizedTest
  @CsvSource({"bound, b", "lazy, a", "immediate, nowhere", "selected, b", "missing, nowhere"})
  void volumesDecideWhereAPodCanBe(String claim, String where) {
    List<Resource> volumes =
        List.of(
            parse(
                """
                {'kind': 'PersistentVolume', 'metadata': {'name': 'pv'}, 'spec': {'nodeAffinity':
                 {'required': {'nodeSelectorTerms': [{'matchExpressions':
                  [{'key': 'kubernetes.io/hostname', 'operator': 'In', 'values': ['b']}]}]}}}}
                """));
    List<Resource> claims =
        List.of(
            claim("bound", "{}", "'volumeName': 'pv', 'storageClassName': 'now'"),
            claim("lazy", "{}", "'storageClassName': 'later'"),
            claim("immediate", "{}", "'storageClassName': 'now'"),
            claim(
                "selected",
                "{'volume.kubernetes.io/selected-node': 'b'}",
                "'storageClassName': 'later'"));
    List<Resource> classes =
        List.of(
            parse("{'metadata': {'name': 'now'}, 'volumeBindingMode': 'Immediate'}"),
            parse(
                """
                {'metadata': {'name': 'later'}, 'volumeBindingMode': 'WaitForFirstConsumer',
                 'allowedTopologies': [{'matchLabelExpressions': [{'key': 'rack', 'values': ['1']}]}]}
                """));
    Placement placement =
        new Placement(new Cluster(List.of(A, B), List.of(), claims, volumes, classes));
    Resource user =
        pod("p", "'volumes': [{'persistentVolumeClaim': {'claimName': '%s'}}]".formatted(claim));
    assertThat(where(placement, user)).startsWith(where);
  }

  private static Resource claim(String name, String annotations, String spec) {
    return parse(
        """
        {'kind': 'PersistentVolumeClaim',
         'metadata': {'name': '%s', 'namespace': 'default', 'annotations': %s}, 'spec': {%s}}
        """
            .formatted(name, annotations, spec));
  }

  @Test
  void aNodeThatIsNotReadyTakesNothing() {
    Resource absent = node("a", "'rack': '1'", "8Gi", "");
    ((ObjectNode) absent.at("status", "conditions").path(0)).put("status", "Unknown");
    assertThat(where(with(List.of(absent)), pod("p", "'x': 1"))).contains("were not ready");
  }
}
