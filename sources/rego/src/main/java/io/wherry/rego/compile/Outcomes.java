package io.wherry.rego.compile;

import io.wherry.rego.compile.Core.Comprehension;
import io.wherry.rego.compile.Core.Constant;
import io.wherry.rego.compile.Core.Document;
import io.wherry.rego.compile.Core.Items;
import io.wherry.rego.compile.Core.Members;
import io.wherry.rego.compile.Core.Pairs;
import io.wherry.rego.compile.Core.Slot;
import io.wherry.rego.compile.Core.Within;
import java.util.BitSet;
import java.util.List;

/** Which variables a line finds values for, once others have values. */
final class Outcomes {
  private Outcomes() {}

  static BitSet of(Line line, BitSet safe) {
    for (Line.With with : line.withs()) {
      if (with instanceof Line.With.Override(_, _, var value)
          && !isSubset(Variables.open(value), safe)) {
        return new BitSet();
      }
    }
    return switch (line.action()) {
      case Line.Test(var term) -> ofReferences(List.of(term), safe);
      case Line.Same(var left, var right) -> ofReferences(List.of(left, right), safe);
      case Line.Equate(var left, var right) -> ofEquation(left, right, safe);
      case Line.Assign(var left, var right) -> ofAssignment(left, right, safe);
      case Line.Invoke invoke -> ofCall(invoke, safe);
      case Line.Not _, Line.Every _ -> new BitSet();
    };
  }

  private static BitSet ofCall(Line.Invoke invoke, BitSet safe) {
    BitSet found = new BitSet();
    boolean ready = invoke.arguments().stream().allMatch(a -> isSubset(Variables.open(a), safe));
    if (ready) {
      invoke.result().ifPresent(r -> matched(r, found));
    }
    return found;
  }

  /** A reference whose head is known finds the variables of its path. */
  private static BitSet ofReferences(List<Core> terms, BitSet safe) {
    BitSet found = new BitSet();
    for (Core term : terms) {
      List<Core> path =
          switch (term) {
            case Document(_, var steps) -> steps;
            case Within(var head, var steps) when safe.get(head.number()) -> steps;
            default -> List.of();
          };
      path.forEach(p -> matched(p, found));
    }
    return found;
  }

  private static BitSet ofEquation(Core left, Core right, BitSet safe) {
    BitSet found = ofReferences(List.of(left, right), safe);
    BitSet known = union(safe, found);
    unify(left, right, known, found);
    return found;
  }

  /** What stands on the left cannot help to find what stands on the right. */
  private static BitSet ofAssignment(Core left, Core right, BitSet safe) {
    BitSet found = ofReferences(List.of(right), safe);
    if (isSubset(Variables.open(right), union(safe, found))) {
      matched(left, found);
    }
    return found;
  }

  private static void unify(Core left, Core right, BitSet known, BitSet found) {
    if (isSubset(Variables.open(left), known)) {
      matched(right, found);
    } else if (isSubset(Variables.open(right), known)) {
      matched(left, found);
    } else if (left instanceof Items(var a)
        && right instanceof Items(var b)
        && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        unify(a.get(i), b.get(i), known, found);
      }
    }
  }

  /** Variables that get a value when the term is matched against one. */
  static void matched(Core pattern, BitSet found) {
    switch (pattern) {
      case Slot(int number) -> found.set(number);
      case Items(var items) -> items.forEach(i -> matched(i, found));
      case Pairs(var pairs) -> pairs.forEach(p -> matched(p.value(), found));
      case Constant _, Document _, Within _, Members _, Comprehension _ -> {}
    }
  }

  static boolean isSubset(BitSet part, BitSet whole) {
    BitSet rest = (BitSet) part.clone();
    rest.andNot(whole);
    return rest.isEmpty();
  }

  static BitSet union(BitSet a, BitSet b) {
    BitSet both = (BitSet) a.clone();
    both.or(b);
    return both;
  }
}
