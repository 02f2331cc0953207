package io.wherry.livemove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.livemove.PolicyRanking.Candidate;
import io.wherry.livemove.PolicyRanking.Labels;
import io.wherry.livemove.PolicyRanking.TieBreak;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Matching and precedence of policies. */
class PolicyRankingTest {
  private static final Labels EXAMPLE =
      new Labels(
          Map.of("workload-type", "db", "os", "rhel", "size", "small"),
          Map.of("hpc", "true", "env", "prod"));

  private enum Form {
    FLAT,
    NESTED
  }

  private static Resource policy(
      String name, Map<String, String> instance, Map<String, String> namespace, Form form) {
    Resource policy = Resource.of(Kinds.MIGRATION_POLICY, "", name);
    ObjectNode selectors = policy.tree().putObject("spec").putObject("selectors");
    fill(selectors, "virtualMachineInstanceSelector", instance, form);
    fill(selectors, "namespaceSelector", namespace, form);
    return policy;
  }

  private static void fill(
      ObjectNode selectors, String field, Map<String, String> labels, Form form) {
    if (!labels.isEmpty()) {
      ObjectNode at = selectors.putObject(field);
      ObjectNode entries = form == Form.NESTED ? at.putObject("matchLabels") : at;
      labels.forEach(entries::put);
    }
  }

  private static List<Resource> example(Form form) {
    return List.of(
        policy("a-x", Map.of("size", "small", "workload-type", "db"), Map.of(), form),
        policy("z-y", Map.of("os", "rhel", "size", "small"), Map.of(), form),
        policy("b-both", Map.of("os", "rhel"), Map.of("env", "prod"), form),
        policy("m-vmi", Map.of("os", "rhel"), Map.of(), form),
        policy("a-ns", Map.of(), Map.of("hpc", "true"), form),
        policy("fallback", Map.of(), Map.of(), form),
        policy("win", Map.of("os", "windows"), Map.of("hpc", "true"), form),
        policy("gpu", Map.of("gpu", ""), Map.of(), form));
  }

  private static List<String> names(List<Resource> policies, TieBreak tieBreak) {
    return PolicyRanking.rank(policies, EXAMPLE, tieBreak).stream()
        .filter(Candidate::matches)
        .map(Candidate::name)
        .toList();
  }

  /** The table of live-migration.md section 4.2, by both rules and in both forms. */
  @Test
  void ranksTheWorkedExample() {
    for (Form form : Form.values()) {
      assertThat(names(example(form), TieBreak.KEYS))
          .containsExactly("b-both", "z-y", "a-x", "a-ns", "m-vmi", "fallback");
      assertThat(names(example(form), TieBreak.KUBEVIRT))
          .containsExactly("a-x", "z-y", "b-both", "m-vmi", "a-ns", "fallback");
    }
  }

  @Test
  void saysWhyOneDoesNotMatch() {
    List<Candidate> ranked = PolicyRanking.rank(example(Form.FLAT), EXAMPLE, TieBreak.KEYS);
    assertThat(ranked.getLast().obstacle()).isEqualTo("the machine has os=rhel, not windows");
    assertThat(ranked.get(ranked.size() - 2).obstacle()).isEqualTo("the machine has no label gpu");
  }

  @Test
  void aMalformedSelectorSelectsNothing() {
    Resource number = policy("number", Map.of("os", "rhel"), Map.of(), Form.FLAT);
    ((ObjectNode) number.at("spec", "selectors", "virtualMachineInstanceSelector")).put("size", 3);
    Resource both = policy("both", Map.of("os", "rhel"), Map.of(), Form.NESTED);
    ((ObjectNode) both.at("spec", "selectors", "virtualMachineInstanceSelector"))
        .put("size", "small");
    Resource none = Resource.of(Kinds.MIGRATION_POLICY, "", "none");
    assertThat(names(List.of(number, both, none), TieBreak.KEYS)).isEmpty();
    assertThat(PolicyRanking.rank(List.of(number), EXAMPLE, TieBreak.KEYS).getFirst().obstacle())
        .contains("size is not a text");
  }

  @Test
  void anEmptyValueWantsALabelWithoutValue() {
    var gpu = List.of(policy("gpu", Map.of("gpu", ""), Map.of(), Form.FLAT));
    Labels with = new Labels(Map.of("gpu", ""), Map.of());
    assertThat(PolicyRanking.rank(gpu, with, TieBreak.KEYS).getFirst().matches()).isTrue();
    assertThat(names(gpu, TieBreak.KEYS)).isEmpty();
  }

  @Provide
  Arbitrary<Map<String, String>> labels() {
    return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), Arbitraries.of("", "1", "2"))
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<Map<String, String>>> selectors() {
    return labels().list().ofMinSize(2).ofMaxSize(10);
  }

  /** A second, slow way to find the winner: nobody may beat it, and it must match. */
  @Property(tries = 500)
  void agreesWithANaiveModel(
      @ForAll("labels") Map<String, String> instance,
      @ForAll("labels") Map<String, String> namespace,
      @ForAll("selectors") List<Map<String, String>> selectors) {
    List<Resource> policies =
        IntStream.range(0, selectors.size() / 2)
            .mapToObj(
                i -> policy("p" + i, selectors.get(2 * i), selectors.get(2 * i + 1), Form.FLAT))
            .toList();
    Labels labels = new Labels(instance, namespace);
    var winner =
        PolicyRanking.winner(PolicyRanking.rank(policies, labels, TieBreak.KEYS))
            .map(Candidate::name);
    Set<String> matching = new TreeSet<>();
    for (Resource policy : policies) {
      boolean mine =
          instance
              .entrySet()
              .containsAll(wanted(policy, "virtualMachineInstanceSelector").entrySet());
      boolean its =
          namespace.entrySet().containsAll(wanted(policy, "namespaceSelector").entrySet());
      if (mine && its) {
        matching.add(rankText(policy) + policy.name());
      }
    }
    assertThat(winner)
        .isEqualTo(matching.stream().findFirst().map(t -> t.substring(t.lastIndexOf('p'))));
  }

  private static Map<String, String> wanted(Resource policy, String field) {
    return policy.map("spec", "selectors", field);
  }

  /** A text that sorts as the rule says: score, keys, keys of the machine. */
  private static String rankText(Resource policy) {
    Map<String, String> mine = wanted(policy, "virtualMachineInstanceSelector");
    Map<String, String> its = wanted(policy, "namespaceSelector");
    List<String> keys = new ArrayList<>(mine.keySet());
    keys.addAll(its.keySet());
    keys.sort(null);
    return "%d %s %d ".formatted(9 - keys.size(), String.join("", keys), 9 - mine.size());
  }
}
