package io.wherry.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Reconciler;
import io.wherry.rego.SourceFile;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.SourceMachine.Concern;
import io.wherry.spi.SourceType;
import io.wherry.testkit.MemoryKubeApi;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveRulesTest {
  private static final String MANY_NICS =
      """
      package io.konveyor.forklift.ova
      import rego.v1
      concerns contains flag if {
        count(input.nics) > 8
        flag := {"id": "custom.nics.many", "category": "Critical", "label": "Many NICs",
          "assessment": "Check the target network."}
      }
      """;

  private final LiveRules rules = new LiveRules(Clock.systemUTC());

  private static ObjectNode machine(int nics) {
    ObjectNode machine = JsonNodeFactory.instance.objectNode().put("name", "a");
    machine.put("ovaSource", "VMware");
    for (int i = 0; i < nics; i++) {
      machine.withArray("nics").addObject();
    }
    return machine;
  }

  private List<String> ids(int nics) {
    return rules.judge(SourceType.OVA, machine(nics)).orElseThrow().concerns().stream()
        .map(Concern::id)
        .toList();
  }

  @Test
  void usersRulesCountAtOnce() {
    AtomicInteger changes = new AtomicInteger();
    rules.onChange(changes::incrementAndGet);
    assertThat(ids(9)).isEmpty();
    rules.use(List.of(new SourceFile("many.rego", MANY_NICS)));
    assertThat(ids(9)).containsExactly("custom.nics.many");
    assertThat(ids(8)).isEmpty();
    rules.use(List.of(new SourceFile("many.rego", MANY_NICS)));
    rules.use(List.of());
    assertThat(ids(9)).isEmpty();
    assertThat(changes).hasValue(2);
  }

  @Test
  void rulesInTheOldLanguageCountAsWell() {
    rules.use(
        List.of(
            new SourceFile(
                "old.rego",
                "package io.konveyor.forklift.ova\n"
                    + "concerns[flag] { count(input.nics) > 8; flag := {\"label\": \"old\","
                    + " \"category\": \"Warning\", \"assessment\": \"x\"} }")));
    assertThat(ids(9)).containsExactly("");
  }

  @Test
  void brokenRulesLeaveThoseBeforeInForce() {
    rules.use(List.of(new SourceFile("many.rego", MANY_NICS)));
    rules.use(List.of(new SourceFile("map/broken.rego", "package x\n\np if {")));
    assertThat(rules.problem(SourceType.OVA)).contains("map/broken.rego:3:7", "rego_parse_error");
    assertThat(ids(9)).containsExactly("custom.nics.many");
    rules.use(List.of());
    assertThat(rules.problem(SourceType.OVA)).isEmpty();
  }

  @Test
  void rulesThatContradictDefaultsAreRejected() {
    rules.use(
        List.of(
            new SourceFile("a.rego", "package io.konveyor.forklift.ova\ndefault valid_vm := 1")));
    assertThat(rules.problem(SourceType.OVA)).contains("multiple default rules", "a.rego:2:1");
  }

  @Test
  void endlessRulesLeaveTheMachineUnjudgedAndAreSaid() {
    rules.use(
        List.of(
            new SourceFile(
                "slow.rego",
                "package io.konveyor.forklift.ova\nimport rego.v1\nconcerns contains x if {"
                    + " some a in numbers.range(1, 9999); some b in numbers.range(1, 9999);"
                    + " a * b == -1; x := a }")));
    assertThat(rules.judge(SourceType.OVA, machine(1))).isEmpty();
    assertThat(rules.problem(SourceType.OVA)).contains("limit reached");
  }

  @Test
  void configMapsOfBothNamesAreRead() {
    MemoryKubeApi api = new MemoryKubeApi(Clock.systemUTC());
    for (String name : List.of("forklift-validation-config", "validation-service-config")) {
      Resource map = Resource.of(Kinds.CONFIG_MAP, "konveyor-forklift", name);
      map.tree()
          .putObject("data")
          .put(name + ".rego", MANY_NICS.replace("many", name))
          .put("x", "");
      Resource _ = api.create(Kinds.CONFIG_MAP, map);
    }
    Reconciler reconciler = new RuleConfigMaps(api, "konveyor-forklift", rules).spec().reconciler();
    Reconciler.Next _ =
        reconciler.reconcile(
            new ResourceKey(Kinds.CONFIG_MAP, "konveyor-forklift", "forklift-validation-config"));
    assertThat(ids(9))
        .containsExactlyInAnyOrder(
            "custom.nics.forklift-validation-config", "custom.nics.validation-service-config");
  }
}
