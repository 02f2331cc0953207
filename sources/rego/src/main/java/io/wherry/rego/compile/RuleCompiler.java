package io.wherry.rego.compile;

import io.wherry.rego.RegoError.Code;
import io.wherry.rego.eval.RuleGroup;
import io.wherry.rego.eval.RuleTree;
import io.wherry.rego.eval.Source;
import io.wherry.rego.eval.Step;
import io.wherry.rego.eval.Yield;
import io.wherry.rego.syntax.Module;
import io.wherry.rego.syntax.Rule;
import io.wherry.rego.syntax.Rule.Form;
import io.wherry.rego.syntax.Rule.Head;
import io.wherry.rego.syntax.Term;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles the rules of one module. */
final class RuleCompiler {
  private final Module module;
  private final RuleTree rules;
  private final Globals globals;
  private final Problems problems;

  /** For each group, the paths in data that its rules read. */
  private final Map<RuleGroup, Set<List<String>>> dependencies;

  RuleCompiler(
      Module module,
      RuleCollector collector,
      Problems problems,
      Map<RuleGroup, Set<List<String>>> dependencies) {
    this.module = module;
    this.rules = collector.root();
    this.globals = new Globals(module, collector.rulesOf(module));
    this.problems = problems;
    this.dependencies = dependencies;
  }

  void compile() {
    module.rules().forEach(this::compile);
  }

  private void compile(Rule rule) {
    RuleGroup group =
        rules.find(RuleCollector.path(module, rule.head())).flatMap(RuleTree::group).orElseThrow();
    List<Step> alternatives = new ArrayList<>();
    int slots = 0;
    Optional<Rule> next = Optional.of(rule);
    while (next.isPresent()) {
      Scopes scopes = new Scopes(problems);
      alternatives.add(chain(next.get(), scopes, group));
      slots = Math.max(slots, scopes.size());
      next = next.get().otherwise();
    }
    RuleGroup.Clause clause = new RuleGroup.Clause(rule.at(), slots, List.copyOf(alternatives));
    if (rule.head().form() != Form.DEFAULT) {
      group.add(clause);
    } else if (!group.setFallback(clause)) {
      problems.add(Code.TYPE, "multiple default rules " + group.name() + " found", rule.at());
    }
  }

  private Step chain(Rule rule, Scopes scopes, RuleGroup group) {
    var functions = new Functions(rules, globals, problems, module.version());
    Lowering lowering = new Lowering(globals, functions, scopes, problems);
    Head head = rule.head();
    BitSet known = new BitSet();
    List<Core> last = new ArrayList<>();
    List<Line> lines =
        lowering.collect(
            List.of(),
            () -> {
              arguments(head, lowering, known);
              lowering.body(rule.body());
              RuleCollector.keys(head).forEach(key -> last.add(lowering.atom(key)));
              last.add(lowering.atom(head.term()));
            });
    dependencies.computeIfAbsent(group, _ -> new HashSet<>()).addAll(lowering.dependencies());
    Builder builder = new Builder(rules, scopes, problems);
    List<Step> steps = builder.body(lines, known);
    if (!builder.areKnown(last, known, rule.head().at())) {
      return Step.Stop.FOUND; // reported; the policy will not run
    }
    List<Source> sources = builder.sources(last, known, rule.at());
    return Step.chain(steps, end(rule, sources));
  }

  /** The first slots are the arguments; what is no plain variable is matched against them. */
  private static void arguments(Head head, Lowering lowering, BitSet known) {
    List<Term> arguments = head.arguments().orElse(List.of());
    List<Core.Slot> slots = new ArrayList<>();
    for (Term argument : arguments) {
      boolean plain =
          argument instanceof Term.Variable(var name, _) && !lowering.scopes().isDeclaredHere(name);
      Core.Slot slot =
          plain
              ? lowering.scopes().declare(((Term.Variable) argument).name(), argument.at())
              : lowering.scopes().fresh(argument.at());
      slots.add(slot);
      known.set(slot.number());
    }
    for (int i = 0; i < arguments.size(); i++) {
      declare(arguments.get(i), lowering);
      boolean plain =
          arguments.get(i) instanceof Term.Variable v
              && lowering.scopes().declared(v.name()).equals(Optional.of(slots.get(i)));
      if (!plain) {
        Core pattern = lowering.top(arguments.get(i));
        lowering.emit(new Line.Equate(pattern, slots.get(i)), arguments.get(i).at());
      }
    }
  }

  /** Variables inside patterns are arguments, too. */
  private static void declare(Term pattern, Lowering lowering) {
    switch (pattern) {
      case Term.Variable(var name, var at) when !lowering.scopes().isDeclaredHere(name) -> {
        Core.Slot _ = lowering.scopes().declare(name, at);
      }
      case Term.ArrayTerm(var items, _) -> items.forEach(i -> declare(i, lowering));
      case Term.ObjectTerm(var entries, _) -> entries.forEach(e -> declare(e.value(), lowering));
      default -> {}
    }
  }

  private static Step end(Rule rule, List<Source> sources) {
    Source value = sources.getLast();
    List<Source> keys = sources.subList(0, sources.size() - 1);
    boolean member = rule.head().form() == Form.MEMBER;
    if (!keys.isEmpty()) {
      return new Yield.At(keys, value, member ? Yield.Leaf.MEMBER : Yield.Leaf.VALUE, rule.at());
    }
    return member ? new Yield.MemberOf(value, rule.at()) : new Yield.ValueOf(value, rule.at());
  }
}
