package io.wherry.rego.compile;

import io.wherry.rego.eval.RuleTree;
import io.wherry.rego.eval.Source;
import io.wherry.rego.eval.Step;
import io.wherry.rego.eval.Yield;
import io.wherry.rego.syntax.Body;
import io.wherry.rego.syntax.Dialect.Version;
import io.wherry.rego.syntax.Module;
import io.wherry.rego.syntax.Position;
import io.wherry.rego.value.StringValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles a body that stands alone. */
public final class QueryCompiler {
  private QueryCompiler() {}

  /**
   * @param chain gives one object of variables and values for each solution
   */
  public record Result(Step chain, int slots, Problems problems) {}

  public static Result compile(RuleTree rules, Body body) {
    Module module = new Module("query", Version.V1, List.of(), List.of(), List.of());
    Problems problems = new Problems();
    Scopes scopes = new Scopes(problems);
    Globals globals = new Globals(module, Set.of());
    Lowering lowering =
        new Lowering(
            globals, new Functions(rules, globals, problems, Version.V1), scopes, problems);
    List<Line> lines = lowering.collect(List.of(), () -> lowering.body(body));
    Map<String, Integer> named = scopes.named();
    Builder builder = new Builder(rules, scopes, problems);
    BitSet known = new BitSet();
    List<Step> steps = builder.body(lines, known);
    List<Source.Pair> pairs = new ArrayList<>();
    named.forEach((name, slot) -> {
      if (known.get(slot)) {
        pairs.add(new Source.Pair(new Source.Fixed(StringValue.of(name)), new Source.OfSlot(slot)));
      }
    });
    Position at = new Position("query", 1, 1);
    Step last = new Yield.Item(new Source.OfPairs(pairs));
    return new Result(
        problems.found().isEmpty() ? Step.chain(steps, last) : Step.Stop.FOUND,
        builder.fresh(at).number() + 1,
        problems);
  }
}
