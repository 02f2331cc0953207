package io.wherry.rego.compile;

import io.wherry.rego.value.StringValue;
import java.util.List;
import java.util.stream.Collectors;

/** Short texts of what is negated, for explanations. */
final class Shown {
  private Shown() {}

  static String action(Line.Action action) {
    return switch (action) {
      case Line.Test(var term) -> term(term);
      case Line.Same(var left, var right) -> term(left) + " == " + term(right);
      case Line.Equate(var left, var right) -> term(left) + " = " + term(right);
      case Line.Assign(var left, var right) -> term(left) + " := " + term(right);
      case Line.Invoke invoke ->
          invoke.callee().name()
              + invoke.arguments().stream()
                  .map(Shown::term)
                  .collect(Collectors.joining(", ", "(", ")"));
      case Line.Not(var inner) -> "not " + action(inner);
      case Line.Every _ -> "every …";
    };
  }

  private static String term(Core term) {
    return switch (term) {
      case Core.Constant(var value) -> value.text();
      case Core.Document(var root, var path) ->
          (root == Core.Root.INPUT ? "input" : "data") + path(path);
      default -> "…";
    };
  }

  private static String path(List<Core> path) {
    StringBuilder out = new StringBuilder();
    for (Core part : path) {
      out.append(
          part instanceof Core.Constant(StringValue(var name))
              ? "." + name
              : "[" + term(part) + "]");
    }
    return out.toString();
  }
}
