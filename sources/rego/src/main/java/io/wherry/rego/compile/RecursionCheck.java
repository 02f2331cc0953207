package io.wherry.rego.compile;

import io.wherry.rego.RegoError.Code;
import io.wherry.rego.eval.RuleGroup;
import io.wherry.rego.eval.RuleTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** No rule may depend on itself: negation would have no meaning, and evaluation no end. */
final class RecursionCheck {
  private enum Mark {
    OPEN,
    DONE
  }

  private final RuleTree rules;
  private final Map<RuleGroup, Set<List<String>>> dependencies;
  private final Problems problems;
  private final Map<RuleGroup, Mark> marks = new HashMap<>();
  private final List<RuleGroup> way = new ArrayList<>();

  RecursionCheck(
      RuleTree rules, Map<RuleGroup, Set<List<String>>> dependencies, Problems problems) {
    this.rules = rules;
    this.dependencies = dependencies;
    this.problems = problems;
  }

  void check() {
    rules.groups().forEach(this::visit);
  }

  private void visit(RuleGroup group) {
    Mark mark = marks.get(group);
    if (mark == Mark.OPEN) {
      report(group);
    }
    if (mark != null) {
      return;
    }
    marks.put(group, Mark.OPEN);
    way.add(group);
    for (List<String> path : new TreeSet<>(sorted(group)).stream().map(this::path).toList()) {
      reached(path).forEach(this::visit);
    }
    RuleGroup _ = way.removeLast();
    marks.put(group, Mark.DONE);
  }

  private Set<String> sorted(RuleGroup group) {
    return dependencies.getOrDefault(group, Set.of()).stream()
        .map(path -> String.join("\n", path))
        .collect(Collectors.toSet());
  }

  private List<String> path(String joined) {
    return List.of(joined.split("\n", -1));
  }

  /** The rules that a path leads to or through, or all below its end. */
  private List<RuleGroup> reached(List<String> path) {
    RuleTree node = rules;
    List<RuleGroup> passed = new ArrayList<>();
    for (String part : path.subList(1, path.size())) {
      node.group().ifPresent(passed::add);
      RuleTree next = node.child(part);
      if (next == null) {
        return passed;
      }
      // A rule for exactly this key stands for itself.
      passed.clear();
      node = next;
    }
    passed.addAll(node.groups());
    return passed;
  }

  private void report(RuleGroup again) {
    List<RuleGroup> cycle = way.subList(way.indexOf(again), way.size());
    Optional<RuleGroup> first = cycle.stream().findFirst();
    String names = cycle.stream().map(RuleGroup::name).collect(Collectors.joining(" -> "));
    first.ifPresent(rule ->
        problems.add(
            Code.RECURSION,
            "rule " + rule.name() + " is recursive: " + names + " -> " + again.name(),
            rule.at()));
  }
}
