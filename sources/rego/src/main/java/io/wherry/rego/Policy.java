package io.wherry.rego;

import io.wherry.rego.compile.Compiler;
import io.wherry.rego.eval.RuleGroup;
import io.wherry.rego.eval.RuleTree;
import io.wherry.rego.eval.Search;
import io.wherry.rego.eval.Trail;
import io.wherry.rego.syntax.Module;
import io.wherry.rego.syntax.ModuleParser;
import io.wherry.rego.syntax.Position;
import io.wherry.rego.syntax.SyntaxException;
import io.wherry.rego.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** Compiled rules. Immutable; serves many threads at once. */
public final class Policy {
  private final List<Module> modules;
  private final Compiler.Result compiled;

  private Policy(List<Module> modules, Compiler.Result compiled) {
    this.modules = modules;
    this.compiled = compiled;
  }

  /** What compiling gave. */
  public sealed interface Compiled {
    record Ready(Policy policy) implements Compiled {}

    record Rejected(List<RegoError> errors) implements Compiled {}
  }

  /**
   * A rule's name and place.
   *
   * @param name in full, {@code data.a.b.rule}
   */
  public record RuleName(String name, Position at) {}

  /** Compiles files to one policy. All errors are reported together. */
  public static Compiled compile(List<SourceFile> files) {
    List<Module> modules = new ArrayList<>();
    List<RegoError> errors = new ArrayList<>();
    for (SourceFile file : files) {
      try {
        modules.add(ModuleParser.parse(file.name(), file.text()));
      } catch (SyntaxException e) {
        errors.add(e.error());
      }
    }
    return errors.isEmpty() ? compileModules(modules) : new Compiled.Rejected(errors);
  }

  /** Compiles modules that were parsed before. */
  public static Compiled compileModules(List<Module> modules) {
    try {
      Compiler.Result result = new Compiler().compile(modules);
      List<RegoError> errors = result.problems().found();
      return errors.isEmpty()
          ? new Compiled.Ready(new Policy(List.copyOf(modules), result))
          : new Compiled.Rejected(errors);
    } catch (StackOverflowError e) {
      Position at = new Position(modules.getFirst().file(), 1, 1);
      return new Compiled.Rejected(
          List.of(new RegoError(RegoError.Code.LIMIT, "nested too deeply", at)));
    }
  }

  public List<Module> modules() {
    return modules;
  }

  /** All rules, by name. */
  public List<RuleName> rules() {
    return compiled.rules().groups().stream()
        .map((RuleGroup g) -> new RuleName(g.name(), g.at()))
        .toList();
  }

  RuleTree tree() {
    return compiled.rules();
  }

  private Search search() {
    return new Search(compiled.rules(), compiled.groups());
  }

  /**
   * The document at a path.
   *
   * @param path without {@code data}: {@code [io, konveyor, …, validate]}
   */
  public Answer document(List<String> path, Question question) {
    return search().document(path, question);
  }

  /** As {@link #document}, and tells the trail why rules held. */
  public Answer document(List<String> path, Question question, Trail trail) {
    return search().document(path, question, trail);
  }

  /** Solutions of a query, and what went wrong. */
  public record Solutions(List<ObjectValue> bindings, List<RegoError> errors) {}

  /**
   * All solutions of a query such as {@code x := data.a.b}: the values of its variables by name.
   */
  public Solutions query(String text, Question question) {
    return Query.solve(compiled, text, question);
  }
}
