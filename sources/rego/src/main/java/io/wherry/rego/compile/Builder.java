package io.wherry.rego.compile;

import io.wherry.rego.compile.Core.Comprehension;
import io.wherry.rego.compile.Core.Constant;
import io.wherry.rego.compile.Core.Document;
import io.wherry.rego.compile.Core.Items;
import io.wherry.rego.compile.Core.Members;
import io.wherry.rego.compile.Core.Pairs;
import io.wherry.rego.compile.Core.Slot;
import io.wherry.rego.compile.Core.Within;
import io.wherry.rego.eval.Pattern;
import io.wherry.rego.eval.Reference;
import io.wherry.rego.eval.RuleTree;
import io.wherry.rego.eval.Selector;
import io.wherry.rego.eval.Source;
import io.wherry.rego.eval.Step;
import io.wherry.rego.eval.Yield;
import io.wherry.rego.syntax.Position;
import io.wherry.rego.value.NullValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Makes sources and patterns of terms; which one depends on what has a value already. */
final class Builder {
  private final RuleTree rules;
  private final Order order;
  private final Scopes scopes;
  private final StepBuilder steps;

  Builder(RuleTree rules, Scopes scopes, Problems problems) {
    this.rules = rules;
    this.scopes = scopes;
    this.order = new Order(scopes, problems);
    this.steps = new StepBuilder(this);
  }

  /**
   * The steps of a body.
   *
   * @param known variables with values; those that the body finds are added
   */
  List<Step> body(List<Line> lines, BitSet known) {
    List<Step> result = new ArrayList<>();
    for (Line line : order.safe(lines, known)) {
      result.addAll(steps.of(line, known));
    }
    return result;
  }

  /** Reports variables of the terms that have no value. */
  boolean areKnown(List<Core> terms, BitSet known, Position at) {
    return order.areKnown(terms, known, at);
  }

  static boolean isKnown(Core term, BitSet known) {
    return Outcomes.isSubset(Variables.open(term), known);
  }

  /** A variable of its own. */
  Slot fresh(Position at) {
    return scopes.fresh(at);
  }

  /** The value of a term whose variables are known. */
  Source source(Core term, BitSet known, Position at) {
    return switch (term) {
      case Constant(var value) -> new Source.Fixed(value);
      case Slot(int number) -> new Source.OfSlot(number);
      case Document _, Within _ ->
          new Reference.AsSource(reference(term, (BitSet) known.clone(), at));
      case Items(var items) -> Source.OfItems.array(sources(items, known, at));
      case Members(var items) -> Source.OfItems.set(sources(items, known, at));
      case Pairs(var pairs) -> new Source.OfPairs(pairs(pairs, known, at));
      case Comprehension comprehension -> comprehension(comprehension, known, at);
    };
  }

  List<Source> sources(List<Core> terms, BitSet known, Position at) {
    return terms.stream().map(t -> source(t, known, at)).toList();
  }

  private List<Source.Pair> pairs(List<Core.Pair> pairs, BitSet known, Position at) {
    return pairs.stream()
        .map(p -> new Source.Pair(source(p.key(), known, at), source(p.value(), known, at)))
        .toList();
  }

  private Source comprehension(Comprehension term, BitSet known, Position at) {
    BitSet inside = (BitSet) known.clone();
    List<Step> body = body(term.body(), inside);
    List<Core> head = new ArrayList<>(term.keys());
    head.add(term.value());
    if (!order.areKnown(head, inside, at)) {
      return new Source.Fixed(NullValue.NULL); // reported; the policy will not run
    }
    Source value = source(term.value(), inside, at);
    return switch (term.shape()) {
      case ARRAY -> array(body, value);
      case SET -> set(body, value);
      case OBJECT -> {
        Source key = source(term.keys().getFirst(), inside, at);
        Source pair = Source.OfItems.array(List.of(key, value));
        yield io.wherry.rego.eval.Comprehension.object(Step.chain(body, new Yield.Item(pair)), at);
      }
    };
  }

  private static Source array(List<Step> body, Source value) {
    return io.wherry.rego.eval.Comprehension.array(Step.chain(body, new Yield.Item(value)));
  }

  private static Source set(List<Step> body, Source value) {
    return io.wherry.rego.eval.Comprehension.set(Step.chain(body, new Yield.Item(value)));
  }

  /**
   * A reference.
   *
   * @param known variables with values; those that the path finds are added
   */
  Reference reference(Core term, BitSet known, Position at) {
    return switch (term) {
      case Document(var root, var path) -> {
        Reference.Origin origin =
            root == Core.Root.INPUT ? new Reference.Origin.Input() : new Reference.Origin.Data();
        yield new Reference(origin, selectors(path, known, at), rules);
      }
      case Within(var head, var path) ->
          new Reference(
              new Reference.Origin.OfSlot(head.number()), selectors(path, known, at), rules);
      default -> throw new IllegalArgumentException("no reference: " + term);
    };
  }

  private List<Selector> selectors(List<Core> path, BitSet known, Position at) {
    List<Selector> selectors = new ArrayList<>();
    for (Core part : path) {
      selectors.add(
          isKnown(part, known)
              ? new Selector.Known(source(part, known, at))
              : new Selector.Each(pattern(part, known, at)));
    }
    return selectors;
  }

  /**
   * A pattern.
   *
   * @param known variables with values; those that the pattern binds are added
   */
  Pattern pattern(Core term, BitSet known, Position at) {
    if (isKnown(term, known)) {
      return new Pattern.Same(source(term, known, at));
    }
    return switch (term) {
      case Slot(int number) -> {
        known.set(number);
        yield new Pattern.Bind(number);
      }
      case Items(var items) -> {
        List<Pattern> patterns = new ArrayList<>();
        items.forEach(i -> patterns.add(pattern(i, known, at)));
        yield new Pattern.OfItems(patterns);
      }
      case Pairs(var pairs) -> {
        List<Pattern.Pair> patterns = new ArrayList<>();
        pairs.forEach(p ->
            patterns.add(
                new Pattern.Pair(source(p.key(), known, at), pattern(p.value(), known, at))));
        yield new Pattern.OfPairs(patterns);
      }
      default -> throw new IllegalArgumentException("no pattern: " + term);
    };
  }
}
