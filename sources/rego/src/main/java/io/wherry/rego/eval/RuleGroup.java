package io.wherry.rego.eval;

import io.wherry.rego.RegoError;
import io.wherry.rego.syntax.Position;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All rules of one name: together they make one document, or one function. */
public final class RuleGroup {
  /** What the rules make. */
  public enum Kind {
    VALUE,
    SET,
    /** An object whose keys come from the rules' heads. */
    TREE,
    FUNCTION
  }

  /**
   * One rule: what it says, and what each {@code else} says.
   *
   * @param slots variables of its frame
   */
  public record Clause(Position at, int slots, List<Step> alternatives) {}

  private final int number;
  private final String name;
  private final Kind kind;
  private final int arity;
  private final Position at;
  private final List<Clause> clauses = new ArrayList<>();
  private Optional<Clause> fallback = Optional.empty();

  /**
   * @param number counts groups of a policy from 0
   * @param arity of a function, else 0
   */
  public RuleGroup(int number, String name, Kind kind, int arity, Position at) {
    this.number = number;
    this.name = name;
    this.kind = kind;
    this.arity = arity;
    this.at = at;
  }

  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  public int arity() {
    return arity;
  }

  /** The first rule of the name. */
  public Position at() {
    return at;
  }

  public void add(Clause clause) {
    clauses.add(clause);
  }

  /**
   * @return false when there is one already
   */
  public boolean setFallback(Clause clause) {
    boolean first = fallback.isEmpty();
    fallback = Optional.of(clause);
    return first;
  }

  /** The document in that world; null when undefined. */
  @Nullable Value value(Run run, World world) {
    if (!world.knows(number)) {
      world.learn(number, compute(run, world));
    }
    return world.known(number);
  }

  private @Nullable Value compute(Run run, World world) {
    return switch (kind) {
      case VALUE -> traced(run, () -> single(run, world, List.of()));
      case SET -> traced(run, () -> members(run, world));
      case TREE -> traced(run, () -> tree(run, world));
      case FUNCTION -> null;
    };
  }

  private @Nullable Value traced(Run run, Supplier<@Nullable Value> compute) {
    run.budget().step(1 + clauses.size());
    Trail trail = run.trail;
    if (trail == null) {
      return compute.get();
    }
    int mark = trail.enter(this);
    Value value = compute.get();
    trail.leave(mark);
    return value;
  }

  /** The function's result; null when undefined. */
  @Nullable Value call(Run run, World world, List<Value> arguments) {
    if (!world.knows(number, arguments)) {
      run.budget().make(1 + arguments.size());
      world.learn(number, arguments, traced(run, () -> single(run, world, arguments)));
    }
    return world.known(number, arguments);
  }

  private @Nullable Value single(Run run, World world, List<Value> arguments) {
    Yield.Single found = new Yield.Single(this);
    for (Clause clause : clauses) {
      run(clause, new Activation(run, world, arguments), found);
    }
    if (found.value() == null && fallback.isPresent()) {
      run(fallback.get(), new Activation(run, world, arguments), found);
    }
    return found.value();
  }

  private Value members(Run run, World world) {
    List<Value> members = new ArrayList<>();
    clauses.forEach(clause -> run(clause, new Activation(run, world, List.of()), members));
    return SetValue.copyOf(members);
  }

  private Value tree(Run run, World world) {
    Yield.Tree tree = new Yield.Tree(this);
    clauses.forEach(clause -> run(clause, new Activation(run, world, List.of()), tree));
    return tree.value();
  }

  private record Activation(Run run, World world, List<Value> arguments) {}

  /** Runs the alternatives in turn until one holds. */
  private static void run(Clause clause, Activation activation, Object yield) {
    boolean last = false;
    for (int i = 0; i < clause.alternatives().size() && !last; i++) {
      Frame frame = new Frame(activation.run(), activation.world(), clause.slots());
      for (int a = 0; a < activation.arguments().size(); a++) {
        frame.slots[a] = activation.arguments().get(a);
      }
      frame.yield = yield;
      if (clause.alternatives().size() == 1) {
        clause.alternatives().getFirst().run(frame);
        return;
      }
      Yield.Single single = (Yield.Single) yield;
      int before = single.solutions();
      clause.alternatives().get(i).run(frame);
      last = single.solutions() > before;
    }
  }

  EvaluationException conflict(String what, Position where) {
    return new EvaluationException(new RegoError(RegoError.Code.CONFLICT, what, where));
  }

  @Override
  public String toString() {
    return name;
  }
}
