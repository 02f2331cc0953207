package io.wherry.rego.eval;

import io.wherry.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at one literal under modifiers; what follows sees the documents as they were. */
public final class Modified extends Step {
  /** Changes a world; null when the modifier's value is undefined. */
  public interface Modifier {
    @Nullable World change(World world, Frame frame);
  }

  private final List<Modifier> modifiers;
  private Step inner = Step.Stop.FOUND;

  private Modified(List<Modifier> modifiers) {
    this.modifiers = List.copyOf(modifiers);
  }

  /**
   * @param steps of the literal
   */
  public static Modified of(List<Modifier> modifiers, List<Step> steps) {
    Modified modified = new Modified(modifiers);
    modified.inner = Step.chain(steps, new Restore(modified));
    return modified;
  }

  /** Puts a value into the input. */
  public static Modifier input(List<String> path, Source value) {
    return (world, frame) -> {
      Value now = value.get(frame);
      return now == null ? null : world.withInput(path, now);
    };
  }

  /** Puts a value into data. */
  public static Modifier data(List<String> path, Source value) {
    return (world, frame) -> {
      Value now = value.get(frame);
      return now == null ? null : world.withData(path, now);
    };
  }

  /** Lets another function take the place of one. */
  public static Modifier function(String name, Callee other) {
    return (world, _) -> world.withFunction(name, new World.Replacement(other, null));
  }

  /** Lets a function always give the same. */
  public static Modifier function(String name, Source result) {
    return (world, frame) -> {
      Value now = result.get(frame);
      return now == null ? null : world.withFunction(name, new World.Replacement(null, now));
    };
  }

  @Override
  boolean run(Frame frame) {
    World outer = frame.world;
    World changed = outer;
    for (Modifier modifier : modifiers) {
      changed = modifier.change(changed, frame);
      if (changed == null) {
        return false;
      }
    }
    frame.run.budget().make(modifiers.size());
    frame.world = changed.below(outer);
    boolean stop = inner.run(frame);
    frame.world = outer;
    return stop;
  }

  /** Goes on after the literal. */
  private static final class Restore extends Step {
    private final Modified modified;

    Restore(Modified modified) {
      this.modified = modified;
    }

    @Override
    boolean run(Frame frame) {
      World changed = frame.world;
      frame.world = java.util.Objects.requireNonNull(changed.parent);
      boolean stop = modified.proceed(frame);
      frame.world = changed;
      return stop;
    }
  }
}
