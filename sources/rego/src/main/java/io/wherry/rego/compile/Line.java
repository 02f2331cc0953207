package io.wherry.rego.compile;

import io.wherry.rego.eval.Callee;
import io.wherry.rego.syntax.Position;
import java.util.List;
import java.util.Optional;

/** A literal with names resolved and nothing nested in it. */
record Line(Action action, List<With> withs, Position at) {
  /** What it does. */
  sealed interface Action {}

  /** Holds unless the term is false or undefined. */
  record Test(Core term) implements Action {}

  /** Both sides become equal. */
  record Equate(Core left, Core right) implements Action {}

  /** Both sides are equal already; finds no variables but those of references. */
  record Same(Core left, Core right) implements Action {}

  /** As {@link Equate}, but the left side is only an outcome. */
  record Assign(Core left, Core right) implements Action {}

  /** Holds unless the result is false or undefined; the result is equated when there is one. */
  record Invoke(Callee callee, List<Core> arguments, Optional<Core> result) implements Action {}

  record Not(Action inner) implements Action {}

  record Every(Optional<Core.Slot> key, Core.Slot value, Core domain, List<Line> body)
      implements Action {}

  /** One modifier. */
  sealed interface With {
    /** {@code with input.a as value}; an empty path means all of the document. */
    record Override(Core.Root root, List<String> path, Core value) implements With {}

    /** {@code with f as g}. */
    record ReplaceFunction(String name, Callee other) implements With {}

    /** {@code with f as 7}. */
    record FixFunction(String name, Core result) implements With {}
  }

  Line withAction(Action other) {
    return new Line(other, withs, at);
  }
}
