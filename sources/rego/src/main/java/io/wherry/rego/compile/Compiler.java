package io.wherry.rego.compile;

import io.wherry.rego.eval.RuleGroup;
import io.wherry.rego.eval.RuleTree;
import io.wherry.rego.syntax.Module;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles modules to rules that can run. */
public final class Compiler {
  private final Problems problems = new Problems();
  private final RuleCollector collector = new RuleCollector(problems);
  private final Map<RuleGroup, Set<List<String>>> dependencies = new HashMap<>();

  /**
   * What came out.
   *
   * @param rules usable only when there are no problems
   * @param groups how many groups of rules there are
   */
  public record Result(RuleTree rules, int groups, Problems problems) {}

  public Result compile(List<Module> modules) {
    modules.forEach(collector::collect);
    collector.checkOverlaps();
    if (problems.found().isEmpty()) {
      for (Module module : modules) {
        new RuleCompiler(module, collector, problems, dependencies).compile();
      }
    }
    if (problems.found().isEmpty()) {
      new RecursionCheck(collector.root(), dependencies, problems).check();
    }
    return new Result(collector.root(), collector.groups(), problems);
  }
}
