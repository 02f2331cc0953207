package io.wherry.rego.eval;

import io.wherry.rego.syntax.Position;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers why rules held: what was read on the way to each solution. For one thread. */
public final class Trail {
  /**
   * Something that was read.
   *
   * @param reference {@code input.disks[0].mode}, or the name of a rule
   */
  public record Fact(String reference, Value value) {}

  /**
   * A solution of a rule.
   *
   * @param rule its name in full
   * @param at the rule's place
   * @param facts in the order in which they were read
   */
  public record Proof(String rule, Position at, Value value, List<Fact> facts) {}

  private static final int MOST_FAILURES = 100;

  private final List<String> failures = new ArrayList<>();
  private final List<Fact> now = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final List<RuleGroup> groups = new ArrayList<>();
  private final Map<String, List<Proof>> proofs = new LinkedHashMap<>();

  int enter(RuleGroup group) {
    groups.add(group);
    marks.add(now.size());
    return now.size();
  }

  void leave(int mark) {
    Object _ = groups.removeLast();
    Object _ = marks.removeLast();
    now.subList(mark, now.size()).clear();
  }

  void push(String reference, Value value) {
    now.add(new Fact(reference, value));
  }

  void pop() {
    Object _ = now.removeLast();
  }

  void proved(Value value, Position at) {
    if (!groups.isEmpty()) {
      String rule = groups.getLast().name();
      List<Fact> facts = List.copyOf(now.subList(marks.getLast(), now.size()));
      proofs.computeIfAbsent(rule, _ -> new ArrayList<>()).add(new Proof(rule, at, value, facts));
    }
  }

  void failed(String why) {
    if (failures.size() < MOST_FAILURES && !failures.contains(why)) {
      failures.add(why);
    }
  }

  /** Calls that were undefined because of their arguments. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Solutions of a rule, by its name in full. */
  public List<Proof> proofs(String rule) {
    return List.copyOf(proofs.getOrDefault(rule, List.of()));
  }
}
