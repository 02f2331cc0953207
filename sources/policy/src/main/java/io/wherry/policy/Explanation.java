package io.wherry.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.rego.Answer;
import io.wherry.rego.Policy;
import io.wherry.rego.Question;
import io.wherry.rego.eval.Trail;
import io.wherry.rego.eval.Trail.Fact;
import io.wherry.rego.eval.Trail.Proof;
import io.wherry.rego.value.JsonValues;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Says why concerns are raised: by which rule, at which place, because of which values. */
public final class Explanation {
  private static final int MOST_CHARACTERS = 200;
  private static final int MOST_LEVELS = 8;
  private static final int MOST_MEMBERS = 5;

  private final Policy policy;
  private final Clock clock;

  public Explanation(Policy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Lines for a person.
   *
   * @param family the package of the rules, for example {@code vmware}
   * @param machine as the inventory shows it
   * @throws InvalidRequest there are no such rules, or they contradict each other
   */
  public List<String> lines(String family, JsonNode machine) {
    Trail trail = new Trail();
    Question question = Question.about(JsonValues.of(machine), clock.instant());
    Answer answer = policy.document(Family.path(family, "concerns"), question, trail);
    if (answer instanceof Answer.Failed(var error)) {
      throw new InvalidRequest("The rules failed: " + error);
    }
    if (answer instanceof Answer.Undefined) {
      throw new InvalidRequest("There are no rules for '" + family + "'.");
    }
    List<String> lines = new ArrayList<>();
    String rule = "data." + String.join(".", Family.path(family, "concerns"));
    for (Proof proof : trail.proofs(rule)) {
      lines.add(headline(proof.value()));
      lines.add("  rule at " + proof.at());
      facts(proof.facts(), trail, "  ", lines);
    }
    if (lines.isEmpty()) {
      lines.add("No rule has a concern.");
    }
    trail.failures().forEach(failure -> lines.add("note: undefined call: " + failure));
    return lines;
  }

  private static String headline(Value concern) {
    if (!(concern instanceof ObjectValue said)) {
      return concern.text();
    }
    return text(said, "category") + ": " + text(said, "label") + " (" + text(said, "id") + ")";
  }

  private static String text(ObjectValue said, String key) {
    return said.get(key).map(v -> JsonValues.json(v).asText()).orElse("-");
  }

  private static void facts(List<Fact> facts, Trail trail, String indent, List<String> lines) {
    for (Fact fact : facts) {
      if (fact.reference().startsWith("not ")) {
        lines.add(indent + fact.reference());
        continue;
      }
      lines.add(indent + fact.reference() + " = " + shortened(fact.value().text()));
      if (indent.length() < 2 * MOST_LEVELS) {
        because(fact, trail, indent + "  ", lines);
      }
    }
  }

  /** Where the fact is a rule, what made it so; for a set, what made its members. */
  private static void because(Fact fact, Trail trail, String indent, List<String> lines) {
    List<Proof> proofs =
        trail.proofs(fact.reference()).stream()
            .filter(proof -> made(fact.value(), proof.value()) && !proof.facts().isEmpty())
            .toList();
    int most = fact.value() instanceof SetValue ? MOST_MEMBERS : 1;
    for (Proof proof : proofs.subList(0, Math.min(most, proofs.size()))) {
      lines.add(indent + "by the rule at " + proof.at());
      facts(proof.facts(), trail, indent, lines);
    }
  }

  private static boolean made(Value whole, Value proved) {
    return whole.equals(proved) || whole instanceof SetValue set && set.contains(proved);
  }

  private static String shortened(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + " …";
  }
}
