package io.wherry.rego.compile;

import io.wherry.rego.compile.Core.Document;
import io.wherry.rego.compile.Core.Slot;
import io.wherry.rego.compile.Core.Within;
import io.wherry.rego.eval.Invoke;
import io.wherry.rego.eval.Modified;
import io.wherry.rego.eval.Pattern;
import io.wherry.rego.eval.Reference;
import io.wherry.rego.eval.Source;
import io.wherry.rego.eval.Step;
import io.wherry.rego.eval.Steps;
import io.wherry.rego.syntax.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Makes steps of lines that stand in a safe order. */
final class StepBuilder {
  private final Builder terms;

  StepBuilder(Builder terms) {
    this.terms = terms;
  }

  List<Step> of(Line line, BitSet known) {
    if (line.withs().isEmpty()) {
      return of(line.action(), known, line.at());
    }
    List<Modified.Modifier> modifiers =
        line.withs().stream().map(w -> modifier(w, known, line.at())).toList();
    return List.of(Modified.of(modifiers, of(line.action(), known, line.at())));
  }

  private Modified.Modifier modifier(Line.With with, BitSet known, Position at) {
    return switch (with) {
      case Line.With.Override(var root, var path, var value) ->
          root == Core.Root.INPUT
              ? Modified.input(path, terms.source(value, known, at))
              : Modified.data(path, terms.source(value, known, at));
      case Line.With.ReplaceFunction(var name, var other) -> Modified.function(name, other);
      case Line.With.FixFunction(var name, var result) ->
          Modified.function(name, terms.source(result, known, at));
    };
  }

  private List<Step> of(Line.Action action, BitSet known, Position at) {
    return switch (action) {
      case Line.Test(var term) -> List.of(test(term, known, at));
      case Line.Same(var left, var right) -> equate(left, right, known, at);
      case Line.Equate(var left, var right) -> equate(left, right, known, at);
      case Line.Assign(var left, var right) -> equate(left, right, known, at);
      case Line.Invoke invoke -> List.of(call(invoke, known, at));
      case Line.Not(var inner) ->
          List.of(
              new Steps.Not(
                  Step.chain(of(inner, (BitSet) known.clone(), at), Step.Stop.FOUND),
                  Shown.action(inner)));
      case Line.Every every -> List.of(every(every, known, at));
    };
  }

  private Step test(Core term, BitSet known, Position at) {
    boolean searches = isReference(term) && !Builder.isKnown(term, known);
    return searches
        ? new Steps.Search(terms.reference(term, known, at), Steps.Holding.HOLDING)
        : new Steps.Test(terms.source(term, known, at));
  }

  private static boolean isReference(Core term) {
    return term instanceof Document || term instanceof Within;
  }

  private List<Step> equate(Core left, Core right, BitSet known, Position at) {
    boolean leftKnown = Builder.isKnown(left, known);
    boolean rightKnown = Builder.isKnown(right, known);
    if (isReference(left) && !leftKnown) {
      return search(left, right, known, at);
    }
    if (isReference(right) && !rightKnown) {
      return search(right, left, known, at);
    }
    if (leftKnown) {
      return List.of(match(left, right, known, at));
    }
    if (rightKnown) {
      return List.of(match(right, left, known, at));
    }
    return apart(left, right, known, at);
  }

  private Step match(Core value, Core pattern, BitSet known, Position at) {
    Source source = terms.source(value, known, at);
    return new Steps.Match(source, terms.pattern(pattern, known, at));
  }

  /** The reference finds variables; the other side may use them. */
  private List<Step> search(Core reference, Core other, BitSet known, Position at) {
    boolean dear = Builder.isKnown(other, known) && !(other instanceof Slot);
    boolean searches = isReference(other) && !dear;
    if (dear) {
      // Worked out once, not for everything the reference finds.
      Slot value = terms.fresh(at);
      Step first = match(other, value, known, at);
      Reference found = terms.reference(reference, known, at);
      return List.of(first, new Steps.Search(found, terms.pattern(value, known, at)));
    }
    if (searches) {
      Slot value = terms.fresh(at);
      Reference found = terms.reference(reference, known, at);
      Step first = new Steps.Search(found, terms.pattern(value, known, at));
      List<Step> both = new ArrayList<>(List.of(first));
      both.addAll(equate(other, value, known, at));
      return both;
    }
    Reference found = terms.reference(reference, known, at);
    return List.of(new Steps.Search(found, terms.pattern(other, known, at)));
  }

  /** Two arrays of which each knows a part of the other. */
  private List<Step> apart(Core left, Core right, BitSet known, Position at) {
    if (left instanceof Core.Items(var a)
        && right instanceof Core.Items(var b)
        && a.size() == b.size()) {
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < a.size(); i++) {
        steps.addAll(equate(a.get(i), b.get(i), known, at));
      }
      return steps;
    }
    return List.of(new Steps.Never());
  }

  private Step call(Line.Invoke invoke, BitSet known, Position at) {
    List<Source> arguments = terms.sources(invoke.arguments(), known, at);
    Pattern result =
        invoke.result().map(r -> terms.pattern(r, known, at)).orElse(Steps.Holding.HOLDING);
    return new Invoke(invoke.callee(), arguments, result);
  }

  private Step every(Line.Every every, BitSet known, Position at) {
    BitSet inside = (BitSet) known.clone();
    Slot key = every.key().orElseGet(() -> terms.fresh(at));
    Pattern keys = terms.pattern(key, inside, at);
    Pattern values = terms.pattern(every.value(), inside, at);
    Step body = Step.chain(terms.body(every.body(), inside), Step.Stop.FOUND);
    return new Steps.Every(terms.source(every.domain(), known, at), keys, values, body);
  }
}
