package io.wherry.rego.compile;

import io.wherry.rego.RegoError.Code;
import io.wherry.rego.syntax.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Puts the lines of a body into an order in which every variable has a value before it is needed.
 * Lines keep their places where they can.
 */
final class Order {
  private final Scopes scopes;
  private final Problems problems;

  Order(Scopes scopes, Problems problems) {
    this.scopes = scopes;
    this.problems = problems;
  }

  /**
   * @param known variables that have values before the body begins
   * @return all lines, or fewer and a problem
   */
  List<Line> safe(List<Line> body, BitSet known) {
    BitSet all = new BitSet();
    body.forEach(line -> all.or(Variables.open(line)));
    BitSet safe = (BitSet) known.clone();
    List<Line> placed = new ArrayList<>(body.size());
    List<Line> waiting = new ArrayList<>(body);
    int before;
    do {
      before = waiting.size();
      List<Line> round = List.copyOf(waiting);
      for (Line line : round) {
        if (isReady(line, safe, all)) {
          safe.or(Outcomes.of(line, safe));
          placed.add(line);
          boolean _ = removeSame(waiting, line);
        }
      }
    } while (!waiting.isEmpty() && waiting.size() < before);
    waiting.forEach(line -> report(line, safe, all));
    return placed;
  }

  /** Reports variables of the terms that have no value. */
  boolean areKnown(List<Core> terms, BitSet known, Position at) {
    BitSet missing = new BitSet();
    terms.forEach(term -> Variables.open(term, missing));
    missing.andNot(known);
    missing.stream().forEach(slot -> report(scopes.name(slot), at));
    return missing.isEmpty();
  }

  /** Equal lines are different lines. */
  private static boolean removeSame(List<Line> lines, Line line) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i) == line) {
        Line _ = lines.remove(i);
        return true;
      }
    }
    return false;
  }

  private static boolean isReady(Line line, BitSet safe, BitSet all) {
    return missing(line, safe, all).isEmpty();
  }

  private static BitSet missing(Line line, BitSet safe, BitSet all) {
    BitSet missing = Variables.open(line);
    missing.andNot(Outcomes.of(line, safe));
    // What a closure shares with this body must have its value before.
    BitSet shared = Variables.closed(line);
    shared.and(all);
    missing.or(shared);
    missing.andNot(safe);
    return missing;
  }

  private void report(Line line, BitSet safe, BitSet all) {
    BitSet missing = missing(line, safe, all);
    boolean named = missing.stream().anyMatch(s -> !scopes.name(s).isEmpty());
    missing.stream()
        .filter(slot -> !named || !scopes.name(slot).isEmpty())
        .forEach(slot -> report(scopes.name(slot), line.at()));
  }

  private void report(String name, Position at) {
    problems.add(
        Code.UNSAFE, name.isEmpty() ? "expression is unsafe" : "var " + name + " is unsafe", at);
  }
}
