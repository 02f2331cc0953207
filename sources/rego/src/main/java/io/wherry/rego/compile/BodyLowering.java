package io.wherry.rego.compile;

import io.wherry.rego.RegoError.Code;
import io.wherry.rego.builtin.Builtins;
import io.wherry.rego.compile.Core.Root;
import io.wherry.rego.eval.Callee;
import io.wherry.rego.syntax.Literal;
import io.wherry.rego.syntax.Names;
import io.wherry.rego.syntax.Position;
import io.wherry.rego.syntax.Statement;
import io.wherry.rego.syntax.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the literals of one rule into lines. */
final class BodyLowering {
  private final Lowering terms;

  BodyLowering(Lowering terms) {
    this.terms = terms;
  }

  void literal(Literal literal) {
    List<Line.With> withs = new ArrayList<>();
    literal.withs().forEach(w -> with(w).ifPresent(withs::add));
    if (withs.isEmpty()) {
      statement(literal.statement(), literal.at());
    } else {
      List<Line> lines =
          terms.collect(List.copyOf(withs), () -> statement(literal.statement(), literal.at()));
      lines.forEach(line -> terms.emitLine(line));
    }
  }

  private void statement(Statement statement, Position at) {
    switch (statement) {
      case Statement.Holds(Term.Call call) -> call(call);
      case Statement.Holds(var term) -> terms.emit(new Line.Test(terms.top(term)), at);
      case Statement.Equate(var left, var right) -> equate(terms.top(left), terms.top(right), at);
      case Statement.Assign(var left, var right) -> assign(left, right, at);
      case Statement.Declare(var variables) ->
          variables.forEach(v -> terms.scopes().declare(v.name(), v.at()));
      case Statement.SomeIn some -> someIn(some, at);
      case Statement.Every every -> every(every, at);
      case Statement.Not(var inner) -> not(inner, at);
    }
  }

  /** Arrays of the same length are equal when their items are. */
  private void equate(Core left, Core right, Position at) {
    if (left instanceof Core.Items(var a)
        && right instanceof Core.Items(var b)
        && a.size() == b.size()
        && !a.isEmpty()) {
      for (int i = 0; i < a.size(); i++) {
        equate(a.get(i), b.get(i), at);
      }
    } else if (left instanceof Core.Pairs(var a)
        && right instanceof Core.Pairs(var b)
        && haveSameKeys(a, b)) {
      a.forEach(pair -> equate(pair.value(), at(b, pair.key()), at));
    } else {
      terms.emit(new Line.Equate(left, right), at);
    }
  }

  /** So are objects with the same keys, when the keys are constants. */
  private static boolean haveSameKeys(List<Core.Pair> a, List<Core.Pair> b) {
    Set<Core> keys = a.stream().map(Core.Pair::key).collect(Collectors.toSet());
    Set<Core> others = b.stream().map(Core.Pair::key).collect(Collectors.toSet());
    return !keys.isEmpty()
        && keys.size() == a.size()
        && others.size() == b.size()
        && keys.equals(others)
        && keys.stream().allMatch(Core.Constant.class::isInstance);
  }

  private static Core at(List<Core.Pair> pairs, Core key) {
    return pairs.stream()
        .filter(p -> p.key().equals(key))
        .map(Core.Pair::value)
        .findFirst()
        .orElseThrow();
  }

  private void assign(Term left, Term right, Position at) {
    Core value = terms.top(right);
    declare(left);
    terms.emit(new Line.Assign(terms.top(left), value), at);
  }

  /** Declares the variables of a pattern. */
  private void declare(Term pattern) {
    switch (pattern) {
      case Term.Variable(var name, var at) -> {
        if (name.equals("input") || name.equals("data")) {
          terms.problems().add(Code.COMPILE, "variables must not shadow " + name, at);
        }
        Core.Slot _ = terms.scopes().declare(name, at);
      }
      case Term.ArrayTerm(var items, _) -> items.forEach(this::declare);
      case Term.ObjectTerm(var entries, _) -> entries.forEach(e -> declare(e.value()));
      case Term.Constant _ -> {}
      default -> terms.problems().add(Code.COMPILE, "cannot assign to this term", pattern.at());
    }
  }

  /** {@code some k, v in domain} looks for {@code domain[k] = v}. */
  private void someIn(Statement.SomeIn some, Position at) {
    Core domain = terms.atom(some.domain());
    some.key().ifPresent(this::declareNew);
    declareNew(some.value());
    Core key = some.key().map(terms::atom).orElseGet(() -> terms.scopes().fresh(some.value().at()));
    Core value = terms.top(some.value());
    Core.Slot head = terms.scopes().fresh(at);
    terms.emit(new Line.Equate(head, domain), at);
    terms.emit(new Line.Equate(value, new Core.Within(head, List.of(key))), at);
  }

  /** In a pattern of some, keys of objects are values, and references are not declared. */
  private void declareNew(Term pattern) {
    switch (pattern) {
      case Term.Variable(var name, var at) -> {
        if (!terms.scopes().isDeclaredHere(name)) {
          Core.Slot _ = terms.scopes().declare(name, at);
        }
      }
      case Term.ArrayTerm(var items, _) -> items.forEach(this::declareNew);
      case Term.ObjectTerm(var entries, _) -> entries.forEach(e -> declareNew(e.value()));
      default -> {}
    }
  }

  private void every(Statement.Every every, Position at) {
    Core domain = terms.atom(every.domain());
    Scopes scopes = terms.scopes();
    scopes.enter();
    Optional<Core.Slot> key = every.key().map(k -> scopes.declare(k.name(), k.at()));
    Core.Slot value = scopes.declare(every.value().name(), every.value().at());
    List<Line> body = terms.collect(List.of(), () -> terms.body(every.body()));
    scopes.leave();
    terms.emit(new Line.Every(key, value, domain, body), at);
  }

  /** Only the statement itself is negated, not the lines that were moved out of it. */
  private void not(Statement inner, Position at) {
    List<Line> lines = terms.collect(terms.withs(), () -> notSplit(inner, at));
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      boolean last = i == lines.size() - 1;
      terms.emit(last ? new Line.Not(line.action()) : line.action(), line.at());
    }
  }

  private void notSplit(Statement inner, Position at) {
    if (inner instanceof Statement.Equate(var left, var right)) {
      Core a = terms.top(left);
      terms.emit(new Line.Equate(a, terms.top(right)), at);
    } else {
      statement(inner, at);
    }
  }

  private void call(Term.Call call) {
    String name = Names.dotted(call.function()).orElse("");
    List<Term> arguments = call.arguments();
    boolean two = arguments.size() == 2;
    if (name.equals("equal") && two) {
      Core left = terms.top(arguments.get(0));
      terms.emit(new Line.Same(left, terms.top(arguments.get(1))), call.at());
    } else if (name.equals("eq") && two) {
      equate(terms.top(arguments.get(0)), terms.top(arguments.get(1)), call.at());
    } else if (name.equals("print")) {
      List<Core> shown = arguments.stream().map(terms::orNothing).toList();
      Callee print = new Callee.Native(Builtins.find(Builtins.PRINT).orElseThrow());
      terms.emit(
          new Line.Invoke(print, List.of(new Core.Items(shown)), Optional.empty()), call.at());
    } else {
      terms.functions().resolve(call.function()).ifPresent(callee -> invoke(callee, call));
    }
  }

  /** The old way to name the result is one more argument. */
  private void invoke(Callee callee, Term.Call call) {
    List<Core> arguments = terms.atoms(call.arguments());
    terms.dependsOn(callee);
    int arity = callee.arity();
    boolean named = arguments.size() == arity + 1;
    if (!named) {
      terms.checkArity(callee, arguments.size(), call.at());
    }
    terms.emit(
        new Line.Invoke(
            callee,
            named ? arguments.subList(0, arity) : arguments,
            named ? Optional.of(arguments.getLast()) : Optional.empty()),
        call.at());
  }

  private Optional<Line.With> with(Literal.With with) {
    List<String> parts = Names.parts(with.target()).orElse(List.of(""));
    List<String> path = new ArrayList<>(terms.globals().path(parts.getFirst()).orElse(List.of()));
    if (!path.isEmpty()) {
      path.addAll(parts.subList(1, parts.size()));
    }
    Optional<Callee> function = terms.functions().find(with.target());
    if (function.isPresent()) {
      return Optional.of(replacement(function.get(), with.value()));
    }
    if (path.isEmpty()) {
      terms
          .problems()
          .add(
              Code.TYPE,
              "with keyword target must reference existing input, data, or a function",
              with.at());
      return Optional.empty();
    }
    Root root = path.getFirst().equals("data") ? Root.DATA : Root.INPUT;
    Core value = terms.atom(with.value());
    return Optional.of(new Line.With.Override(root, path.subList(1, path.size()), value));
  }

  private Line.With replacement(Callee function, Term value) {
    Optional<Callee> other =
        value instanceof Term.Variable || value instanceof Term.Reference
            ? terms.functions().find(value)
            : Optional.empty();
    if (other.isEmpty()) {
      return new Line.With.FixFunction(function.name(), terms.atom(value));
    }
    terms.dependsOn(other.get());
    return new Line.With.ReplaceFunction(function.name(), other.get());
  }
}
