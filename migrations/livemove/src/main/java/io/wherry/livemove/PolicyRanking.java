package io.wherry.livemove;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which MigrationPolicy holds for a migration, and why that one. Pure.
 *
 * @source live-migration.md sections 4.1 and 4.2
 */
public final class PolicyRanking {
  private static final String MATCH_LABELS = "matchLabels";

  /** What decides between policies that select by equally many labels. */
  public enum TieBreak {
    /** The matching label keys, in alphabetical order; then more keys of the machine; then name. */
    KEYS,
    /** As KubeVirt does: more keys of the machine, then the policy's name. */
    KUBEVIRT
  }

  /**
   * Labels that policies select by.
   *
   * @param instance those of the VirtualMachineInstance
   * @param namespace those of its namespace
   */
  public record Labels(Map<String, String> instance, Map<String, String> namespace) {}

  /**
   * A policy in the light of one migration.
   *
   * @param obstacle why it does not match; empty when it does
   * @param keys matching label keys of machine and namespace, sorted
   * @param instanceKeys how many of them are the machine's
   */
  public record Candidate(Resource policy, String obstacle, List<String> keys, int instanceKeys) {
    public boolean matches() {
      return obstacle.isEmpty();
    }

    public String name() {
      return policy.name();
    }

    /** Number of labels that the policy asks for. */
    public int score() {
      return keys.size();
    }
  }

  private PolicyRanking() {}

  /** All policies: those that match in their order, the winner first, then the others by name. */
  public static List<Candidate> rank(List<Resource> policies, Labels labels, TieBreak tieBreak) {
    return policies.stream()
        .map(p -> judge(p, labels))
        .sorted(
            Comparator.comparing((Candidate c) -> !c.matches())
                .thenComparing((a, b) -> a.matches() ? order(tieBreak).compare(a, b) : 0)
                .thenComparing(Candidate::name))
        .toList();
  }

  /** The policy that holds; empty when none matches. */
  public static Optional<Candidate> winner(List<Candidate> ranked) {
    return ranked.stream().findFirst().filter(Candidate::matches);
  }

  /** Why the first is before the second, in words. */
  public static String reason(Candidate winner, Candidate next) {
    if (!next.matches()) {
      return "the only one that matches";
    }
    if (winner.score() != next.score()) {
      return "%d labels against %d of %s".formatted(winner.score(), next.score(), next.name());
    }
    return "as many labels as %s; tie broken by label keys, machine labels or name"
        .formatted(next.name());
  }

  private static Comparator<Candidate> order(TieBreak tieBreak) {
    Comparator<Candidate> score = Comparator.comparingInt(Candidate::score).reversed();
    Comparator<Candidate> mine = Comparator.comparingInt(Candidate::instanceKeys).reversed();
    Comparator<Candidate> keys = (a, b) -> compare(a.keys(), b.keys());
    return tieBreak == TieBreak.KEYS
        ? score.thenComparing(keys).thenComparing(mine)
        : score.thenComparing(mine);
  }

  private static int compare(List<String> left, List<String> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = left.get(i).compareTo(right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static Candidate judge(Resource policy, Labels labels) {
    JsonNode selectors = policy.at("spec", "selectors");
    if (!selectors.isObject()) {
      return new Candidate(policy, "it has no selectors", List.of(), 0);
    }
    List<String> keys = new ArrayList<>();
    Optional<String> obstacle =
        unmet(selectors.path("virtualMachineInstanceSelector"), labels.instance(), keys)
            .map(o -> "the machine " + o);
    int mine = keys.size();
    obstacle =
        obstacle.or(() ->
            unmet(selectors.path("namespaceSelector"), labels.namespace(), keys)
                .map(o -> "the namespace " + o));
    return new Candidate(policy, obstacle.orElse(""), keys.stream().sorted().toList(), mine);
  }

  /** Both forms: flat, as the definition has it, and nested, as the manuals print it. */
  private static Optional<String> unmet(
      JsonNode selector, Map<String, String> labels, List<String> keys) {
    JsonNode flat = selector.path(MATCH_LABELS).isObject() ? selector.path(MATCH_LABELS) : selector;
    for (var wanted : new TreeMap<>(entries(flat)).entrySet()) {
      JsonNode value = wanted.getValue();
      if (!value.isTextual()) {
        return Optional.of("cannot be compared: " + wanted.getKey() + " is not a text");
      }
      String have = labels.get(wanted.getKey());
      if (!value.asText().equals(have)) {
        return Optional.of(
            have == null
                ? "has no label " + wanted.getKey()
                : "has %s=%s, not %s".formatted(wanted.getKey(), have, value.asText()));
      }
      keys.add(wanted.getKey());
    }
    if (selector != flat && selector.size() > 1) {
      return Optional.of("cannot be compared: its selector is nested and flat at once");
    }
    return Optional.empty();
  }

  private static Map<String, JsonNode> entries(JsonNode node) {
    Map<String, JsonNode> entries = new TreeMap<>();
    node.properties().forEach(e -> entries.put(e.getKey(), e.getValue()));
    return entries;
  }
}
