package io.wherry.rego.compile;

import io.wherry.rego.RegoError.Code;
import io.wherry.rego.syntax.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables of one rule: which name is which slot, and where it counts. */
final class Scopes {
  /** Variables a rule may have, made ones included; bounds the depth of its evaluation. */
  private static final int MOST_SLOTS = 2_000;

  private static final class Scope {
    final Map<String, Integer> declared = new HashMap<>();
    final Set<String> used = new HashSet<>();
  }

  private final Problems problems;
  private final Deque<Scope> open = new ArrayDeque<>();

  /** Variables that nobody declared; one name is one variable in all of the rule. */
  private final Map<String, Integer> undeclared = new HashMap<>();

  private final List<String> names = new ArrayList<>();

  Scopes(Problems problems) {
    this.problems = problems;
    enter();
  }

  void enter() {
    open.push(new Scope());
  }

  void leave() {
    Scope _ = open.pop();
  }

  /** A variable that no name stands for. */
  Core.Slot fresh(Position at) {
    return slot("", at);
  }

  private Core.Slot slot(String name, Position at) {
    if (names.size() == MOST_SLOTS) {
      problems.add(Code.COMPILE, "the rule has more than " + MOST_SLOTS + " variables", at);
    }
    names.add(name);
    return new Core.Slot(names.size() - 1);
  }

  Core.Slot declare(String name, Position at) {
    Scope scope = open.getFirst();
    if (scope.declared.containsKey(name)) {
      problems.add(Code.COMPILE, "var " + name + " assigned above", at);
    } else if (scope.used.contains(name)) {
      problems.add(Code.COMPILE, "var " + name + " referenced above", at);
    }
    Core.Slot slot = slot(name, at);
    scope.declared.put(name, slot.number());
    return slot;
  }

  /** The declared variable of the name. */
  Optional<Core.Slot> declared(String name) {
    open.getFirst().used.add(name);
    return open.stream()
        .map(scope -> scope.declared.get(name))
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .map(Core.Slot::new);
  }

  boolean isDeclaredHere(String name) {
    return open.getFirst().declared.containsKey(name);
  }

  Core.Slot undeclared(String name, Position at) {
    Integer known = undeclared.get(name);
    if (known != null) {
      return new Core.Slot(known);
    }
    Core.Slot slot = slot(name, at);
    undeclared.put(name, slot.number());
    return slot;
  }

  /** The name of a slot; empty for made ones. */
  String name(int slot) {
    String name = names.get(slot);
    return name.startsWith("$") ? "_" : name;
  }

  /** Variables with names that count in the outermost scope. */
  Map<String, Integer> named() {
    Map<String, Integer> named = new java.util.TreeMap<>(undeclared);
    named.putAll(open.getLast().declared);
    named.keySet().removeIf(name -> name.startsWith("$"));
    return named;
  }

  int size() {
    return names.size();
  }
}
