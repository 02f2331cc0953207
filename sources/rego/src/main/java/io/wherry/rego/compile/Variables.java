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

/** Which variables terms and lines use. Those inside comprehensions and every are closures'. */
final class Variables {
  private Variables() {}

  /** Variables of the line outside closures. */
  static BitSet open(Line line) {
    BitSet found = new BitSet();
    open(line.action(), found);
    line.withs().forEach(w -> open(w, found));
    return found;
  }

  private static void open(Line.With with, BitSet found) {
    switch (with) {
      case Line.With.Override(_, _, var value) -> open(value, found);
      case Line.With.FixFunction(_, var result) -> open(result, found);
      case Line.With.ReplaceFunction _ -> {}
    }
  }

  static BitSet open(Core term) {
    BitSet found = new BitSet();
    open(term, found);
    return found;
  }

  private static void open(Line.Action action, BitSet found) {
    switch (action) {
      case Line.Test(var term) -> open(term, found);
      case Line.Equate(var left, var right) -> {
        open(left, found);
        open(right, found);
      }
      case Line.Assign(var left, var right) -> {
        open(left, found);
        open(right, found);
      }
      case Line.Same(var left, var right) -> {
        open(left, found);
        open(right, found);
      }
      case Line.Invoke(_, var arguments, var result) -> {
        arguments.forEach(a -> open(a, found));
        result.ifPresent(r -> open(r, found));
      }
      case Line.Not(var inner) -> open(inner, found);
      case Line.Every every -> open(every.domain(), found);
    }
  }

  static void open(Core term, BitSet found) {
    switch (term) {
      case Constant _, Comprehension _ -> {}
      case Slot(int number) -> found.set(number);
      case Document(_, var path) -> path.forEach(p -> open(p, found));
      case Within(var head, var path) -> {
        found.set(head.number());
        path.forEach(p -> open(p, found));
      }
      case Items(var items) -> items.forEach(i -> open(i, found));
      case Members(var items) -> items.forEach(i -> open(i, found));
      case Pairs(var pairs) ->
          pairs.forEach(p -> {
            open(p.key(), found);
            open(p.value(), found);
          });
    }
  }

  /** Every variable in closures of the line, however deep. */
  static BitSet closed(Line line) {
    BitSet found = new BitSet();
    closed(line.action(), found);
    return found;
  }

  private static void closed(Line.Action action, BitSet found) {
    switch (action) {
      case Line.Test(var term) -> closed(term, found);
      case Line.Equate(var left, var right) -> {
        closed(left, found);
        closed(right, found);
      }
      case Line.Assign(var left, var right) -> {
        closed(left, found);
        closed(right, found);
      }
      case Line.Same(var left, var right) -> {
        closed(left, found);
        closed(right, found);
      }
      case Line.Invoke _ -> {}
      case Line.Not(var inner) -> closed(inner, found);
      case Line.Every every -> closed(every.body(), found);
    }
  }

  /** Comprehensions stand at the top of terms only. */
  private static void closed(Core term, BitSet found) {
    if (term instanceof Comprehension comprehension) {
      comprehension.keys().forEach(key -> open(key, found));
      open(comprehension.value(), found);
      closed(comprehension.body(), found);
    }
  }

  private static void closed(List<Line> body, BitSet found) {
    for (Line line : body) {
      found.or(open(line));
      closed(line.action(), found);
    }
  }
}
