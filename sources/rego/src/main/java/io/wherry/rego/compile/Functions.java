package io.wherry.rego.compile;

import io.wherry.rego.RegoError.Code;
import io.wherry.rego.builtin.Builtin;
import io.wherry.rego.builtin.Builtins;
import io.wherry.rego.eval.Callee;
import io.wherry.rego.eval.RuleGroup;
import io.wherry.rego.eval.RuleTree;
import io.wherry.rego.syntax.Dialect.Version;
import io.wherry.rego.syntax.Names;
import io.wherry.rego.syntax.Position;
import io.wherry.rego.syntax.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what a name in a call means. */
final class Functions {
  /** Functions of version 0 that version 1 no longer has. */
  private static final Set<String> DEPRECATED =
      Set.of(
          "all",
          "any",
          "cast_array",
          "cast_boolean",
          "cast_null",
          "cast_object",
          "cast_set",
          "cast_string",
          "net.cidr_overlap",
          "re_match",
          "set_diff");

  private final RuleTree rules;
  private final Globals globals;
  private final Problems problems;
  private final Version version;

  Functions(RuleTree rules, Globals globals, Problems problems, Version version) {
    this.rules = rules;
    this.globals = globals;
    this.problems = problems;
    this.version = version;
  }

  /** The function; reports an error when there is none of that name. */
  Optional<Callee> resolve(Term function) {
    String written = Names.dotted(function).orElse("");
    Optional<Callee> found = find(function);
    if (found.isEmpty()) {
      report(written, function.at());
    } else if (version == Version.V1
        && DEPRECATED.contains(written)
        && found.get() instanceof Callee.Native) {
      problems.add(
          Code.TYPE, "deprecated built-in function calls in expression: " + written, function.at());
    }
    return found;
  }

  private void report(String written, Position at) {
    String reason = Builtins.refused(written).map(why -> " (" + why + ")").orElse("");
    problems.add(Code.TYPE, "undefined function " + written + reason, at);
  }

  /** The function of the name, if it is one. */
  Optional<Callee> find(Term function) {
    List<String> parts = Names.parts(function).orElse(List.of(""));
    Optional<List<String>> start = globals.path(parts.getFirst());
    if (start.isPresent()) {
      List<String> path = new ArrayList<>(start.get());
      path.addAll(parts.subList(1, parts.size()));
      Optional<Callee> defined = defined(path);
      if (defined.isPresent()) {
        return defined;
      }
    }
    Optional<Builtin> builtin = Builtins.find(String.join(".", parts));
    return builtin.map(Callee.Native::new);
  }

  private Optional<Callee> defined(List<String> path) {
    return path.getFirst().equals("data")
        ? rules
            .find(path.subList(1, path.size()))
            .flatMap(RuleTree::group)
            .filter(g -> g.kind() == RuleGroup.Kind.FUNCTION)
            .map(Callee.Defined::new)
        : Optional.empty();
  }
}
