package io.wherry.rego.compile;

import io.wherry.rego.RegoError.Code;
import io.wherry.rego.builtin.Builtins;
import io.wherry.rego.compile.Core.Root;
import io.wherry.rego.compile.Core.Shape;
import io.wherry.rego.eval.Callee;
import io.wherry.rego.syntax.Body;
import io.wherry.rego.syntax.Position;
import io.wherry.rego.syntax.Term;
import io.wherry.rego.value.StringValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns the terms of one rule into {@link Core}: resolves names, and gives calls, and references
 * inside other terms, lines of their own. What is moved out of a line stands before it and outside
 * of its negation; so {@code not f(input.x)} is undefined when {@code input.x} is.
 *
 * @source stack.md 2, semantic traps
 */
final class Lowering {
  /** Where lines go, and the modifiers they stand under. */
  record Sink(List<Line> lines, List<Line.With> withs) {}

  private final Globals globals;
  private final Functions functions;
  private final Scopes scopes;
  private final Problems problems;
  private final Set<List<String>> dependencies = new HashSet<>();
  private final BodyLowering bodies;
  private Sink sink = new Sink(new ArrayList<>(), List.of());

  Lowering(Globals globals, Functions functions, Scopes scopes, Problems problems) {
    this.globals = globals;
    this.functions = functions;
    this.scopes = scopes;
    this.problems = problems;
    this.bodies = new BodyLowering(this);
  }

  Scopes scopes() {
    return scopes;
  }

  Functions functions() {
    return functions;
  }

  Problems problems() {
    return problems;
  }

  Globals globals() {
    return globals;
  }

  /** Paths in data that the rule reads or calls. */
  Set<List<String>> dependencies() {
    return dependencies;
  }

  void dependsOn(Callee callee) {
    if (callee instanceof Callee.Defined) {
      dependencies.add(List.of(callee.name().split("\\.")));
    }
  }

  /** Adds a line under the present modifiers. */
  void emit(Line.Action action, Position at) {
    sink.lines().add(new Line(action, sink.withs(), at));
  }

  /** Adds a line that has its modifiers already. */
  void emitLine(Line line) {
    sink.lines().add(line);
  }

  /** Lets lines go elsewhere for a while, and gives them. */
  List<Line> collect(List<Line.With> withs, Runnable lowering) {
    Sink outer = sink;
    sink = new Sink(new ArrayList<>(), withs);
    lowering.run();
    List<Line> lines = sink.lines();
    sink = outer;
    return lines;
  }

  List<Line.With> withs() {
    return sink.withs();
  }

  void body(Body body) {
    body.literals().forEach(bodies::literal);
  }

  /** A term in which no references or comprehensions are nested; they may stand at the top. */
  Core top(Term term) {
    return switch (term) {
      case Term.Constant(var value, _) -> new Core.Constant(value);
      case Term.Variable variable -> variable(variable);
      case Term.Reference reference -> reference(reference);
      case Term.Call call -> result(call);
      case Term.ArrayTerm(var items, _) -> new Core.Items(atoms(items));
      case Term.SetTerm(var items, _) -> new Core.Members(atoms(items));
      case Term.ObjectTerm(var entries, _) ->
          new Core.Pairs(
              entries.stream().map(e -> new Core.Pair(atom(e.key()), atom(e.value()))).toList());
      case Term.ArrayComprehension(var item, var body, _) ->
          comprehension(Shape.ARRAY, List.of(), item, body);
      case Term.SetComprehension(var item, var body, _) ->
          comprehension(Shape.SET, List.of(), item, body);
      case Term.ObjectComprehension(var key, var value, var body, _) ->
          comprehension(Shape.OBJECT, List.of(key), value, body);
      case Term.Template template -> template(template);
    };
  }

  /** A term without references and comprehensions: those get a variable. */
  Core atom(Term term) {
    return bound(top(term), term.at());
  }

  Core bound(Core core, Position at) {
    return switch (core) {
      case Core.Document _, Core.Within _, Core.Comprehension _ -> {
        Core.Slot slot = scopes.fresh(at);
        emit(new Line.Equate(slot, core), at);
        yield slot;
      }
      default -> core;
    };
  }

  List<Core> atoms(List<Term> terms) {
    return terms.stream().map(this::atom).toList();
  }

  private Core variable(Term.Variable variable) {
    Core core = named(variable);
    if (core instanceof Core.Document(var root, var path) && root == Root.DATA) {
      dependencies.add(fixedPart(path));
    }
    return core;
  }

  private Core named(Term.Variable variable) {
    Optional<Core.Slot> declared = scopes.declared(variable.name());
    if (declared.isPresent()) {
      return declared.get();
    }
    Optional<List<String>> global = globals.path(variable.name());
    return global.isPresent()
        ? document(global.get())
        : scopes.undeclared(variable.name(), variable.at());
  }

  private static Core document(List<String> start) {
    List<Core> path = new ArrayList<>();
    start
        .subList(1, start.size())
        .forEach(part -> path.add(new Core.Constant(StringValue.of(part))));
    Root root = start.getFirst().equals("data") ? Root.DATA : Root.INPUT;
    return new Core.Document(root, List.copyOf(path));
  }

  private static List<String> fixedPart(List<Core> path) {
    List<String> fixed = new ArrayList<>(List.of("data"));
    for (Core part : path) {
      if (!(part instanceof Core.Constant(StringValue(var name)))) {
        break;
      }
      fixed.add(name);
    }
    return List.copyOf(fixed);
  }

  private Core reference(Term.Reference reference) {
    Core head =
        reference.head() instanceof Term.Variable variable
            ? named(variable)
            : top(reference.head());
    List<Core> path = atoms(reference.path());
    return switch (head) {
      case Core.Document(var root, var start) -> {
        List<Core> longer = new ArrayList<>(start);
        longer.addAll(path);
        if (root == Root.DATA) {
          dependencies.add(fixedPart(longer));
        }
        yield new Core.Document(root, List.copyOf(longer));
      }
      case Core.Slot slot -> new Core.Within(slot, path);
      default -> new Core.Within(named(head, reference.at()), path);
    };
  }

  private Core.Slot named(Core head, Position at) {
    Core.Slot slot = scopes.fresh(at);
    emit(new Line.Equate(slot, head), at);
    return slot;
  }

  /** The result of a call that stands inside a term. */
  private Core result(Term.Call call) {
    Optional<Callee> callee = functions.resolve(call.function());
    List<Core> arguments = atoms(call.arguments());
    Core.Slot result = scopes.fresh(call.at());
    if (callee.isPresent()) {
      dependsOn(callee.get());
      checkArity(callee.get(), arguments.size(), call.at());
      emit(new Line.Invoke(callee.get(), arguments, Optional.of(result)), call.at());
    }
    return result;
  }

  void checkArity(Callee callee, int arguments, Position at) {
    if (arguments != callee.arity()) {
      problems.add(
          Code.TYPE,
          callee.name()
              + ": arity mismatch: takes "
              + callee.arity()
              + " arguments but got "
              + arguments,
          at);
    }
  }

  private Core comprehension(Shape shape, List<Term> keys, Term value, Body body) {
    return closure(
        shape,
        _ -> {
          body(body);
          List<Core> lowered = atoms(keys);
          return new Head(lowered, atom(value));
        });
  }

  private record Head(List<Core> keys, Core value) {}

  private Core closure(Shape shape, Function<Scopes, Head> inside) {
    scopes.enter();
    List<Head> head = new ArrayList<>();
    List<Line> lines = collect(List.of(), () -> head.add(inside.apply(scopes)));
    scopes.leave();
    Head made = head.getFirst();
    return new Core.Comprehension(shape, made.keys(), made.value(), lines);
  }

  /** A term as a set: empty when it is undefined. */
  Core orNothing(Term term) {
    return bound(closure(Shape.SET, _ -> new Head(List.of(), atom(term))), term.at());
  }

  private Core template(Term.Template template) {
    List<Core> parts = new ArrayList<>();
    for (Term part : template.parts()) {
      parts.add(part instanceof Term.Constant ? atom(part) : orNothing(part));
    }
    Core.Slot result = scopes.fresh(template.at());
    Callee join = new Callee.Native(Builtins.find(Builtins.TEMPLATE).orElseThrow());
    emit(new Line.Invoke(join, List.of(new Core.Items(parts)), Optional.of(result)), template.at());
    return result;
  }
}
