package io.wherry.rego.compile;

import io.wherry.rego.RegoError.Code;
import io.wherry.rego.eval.RuleGroup;
import io.wherry.rego.eval.RuleGroup.Kind;
import io.wherry.rego.eval.RuleTree;
import io.wherry.rego.syntax.Module;
import io.wherry.rego.syntax.Rule;
import io.wherry.rego.syntax.Rule.Form;
import io.wherry.rego.syntax.Rule.Head;
import io.wherry.rego.syntax.Term;
import io.wherry.rego.value.StringValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds all rules and gives each name its group, before any body is looked at. */
final class RuleCollector {
  private final Problems problems;
  private final RuleTree root = new RuleTree();
  private final Map<String, Set<String>> names = new HashMap<>();
  private int groups;

  RuleCollector(Problems problems) {
    this.problems = problems;
  }

  RuleTree root() {
    return root;
  }

  int groups() {
    return groups;
  }

  /** First parts of the names of all rules in a package. */
  Set<String> rulesOf(Module module) {
    return names.getOrDefault(module.packageName(), Set.of());
  }

  void collect(Module module) {
    RuleTree node = root;
    for (String part : module.packagePath()) {
      node = node.make(part);
    }
    for (Rule rule : module.rules()) {
      names.computeIfAbsent(module.packageName(), _ -> new TreeSet<>()).add(rule.head().name());
      collect(module, rule.head());
    }
  }

  private void collect(Module module, Head head) {
    List<String> path = path(module, head);
    RuleTree node = root;
    for (String part : path) {
      node = node.make(part);
    }
    Kind kind = kind(head);
    int arity = head.arguments().map(List::size).orElse(0);
    String name = "data." + String.join(".", path);
    if (node.group().isEmpty()) {
      node.set(new RuleGroup(groups++, name, kind, arity, head.at()));
      return;
    }
    RuleGroup group = node.group().get();
    boolean fits =
        group.kind() == kind
            || head.form() == Form.DEFAULT && kind == Kind.VALUE && group.kind() == Kind.FUNCTION;
    if (!fits || group.arity() != arity) {
      problems.add(Code.TYPE, "conflicting rules " + name + " found", head.at());
    }
  }

  /** The part of the rule's path that is the same for all its solutions. */
  static List<String> path(Module module, Head head) {
    List<String> path = new ArrayList<>(module.packagePath());
    path.add(head.name());
    for (Term part : head.path().subList(1, fixedLength(head))) {
      path.add(((StringValue) ((Term.Constant) part).value()).string());
    }
    return path;
  }

  private static int fixedLength(Head head) {
    int length = 1;
    while (length < head.path().size()
        && head.path().get(length) instanceof Term.Constant(StringValue _, _)) {
      length++;
    }
    return length;
  }

  /** The rest of the path: keys that differ between solutions. */
  static List<Term> keys(Head head) {
    return head.path().subList(fixedLength(head), head.path().size());
  }

  private static Kind kind(Head head) {
    if (head.arguments().isPresent()) {
      return Kind.FUNCTION;
    }
    if (!keys(head).isEmpty()) {
      return Kind.TREE;
    }
    return head.form() == Form.MEMBER ? Kind.SET : Kind.VALUE;
  }

  /** A value or a set has no rules below it, and a package is no rule. */
  void checkOverlaps() {
    for (RuleGroup group : root.groups()) {
      List<String> path = List.of(group.name().split("\\.")).stream().skip(1).toList();
      root.find(path)
          .filter(node -> group.kind() != Kind.TREE && !node.children().isEmpty())
          .ifPresent(node -> report(group, node));
    }
  }

  private void report(RuleGroup group, RuleTree node) {
    String below =
        node.children().values().stream()
            .flatMap(child -> child.groups().stream())
            .map(RuleGroup::name)
            .findFirst()
            .orElse("a package");
    problems.add(Code.TYPE, "rule " + group.name() + " conflicts with " + below, group.at());
  }
}
