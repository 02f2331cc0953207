package io.wherry.rego;

import io.wherry.rego.compile.Compiler;
import io.wherry.rego.compile.QueryCompiler;
import io.wherry.rego.eval.EvaluationException;
import io.wherry.rego.eval.Search;
import io.wherry.rego.syntax.Dialect.Version;
import io.wherry.rego.syntax.ModuleParser;
import io.wherry.rego.syntax.SyntaxException;
import java.util.List;

/** Answers queries that are given as text. */
final class Query {
  private Query() {}

  static Policy.Solutions solve(Compiler.Result rules, String text, Question question) {
    try {
      QueryCompiler.Result query =
          QueryCompiler.compile(rules.rules(), ModuleParser.query("query", text, Version.V1));
      if (!query.problems().found().isEmpty()) {
        return new Policy.Solutions(List.of(), query.problems().found());
      }
      Search search = new Search(rules.rules(), rules.groups());
      return new Policy.Solutions(
          search.solutions(query.chain(), query.slots(), question), List.of());
    } catch (SyntaxException e) {
      return new Policy.Solutions(List.of(), List.of(e.error()));
    } catch (EvaluationException e) {
      return new Policy.Solutions(List.of(), List.of(e.error()));
    }
  }
}
