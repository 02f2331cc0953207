package io.wherry.rego.eval;

import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.Value;
import org.jspecify.annotations.Nullable;

/** Conditions about values. */
public final class Steps {
  private Steps() {}

  /** Goes on, and lets the trail show what was read meanwhile. */
  private static boolean proceed(Step step, Frame frame, @Nullable String read, Value value) {
    Trail trail = frame.run.trail;
    if (trail == null || read == null) {
      return step.proceed(frame);
    }
    trail.push(read, value);
    boolean stop = step.proceed(frame);
    trail.pop();
    return stop;
  }

  private static @Nullable String shown(Frame frame, Source source) {
    return frame.run.trail == null ? null : source.shown(frame);
  }

  /** Holds unless the value is false or undefined. */
  public static final class Test extends Step {
    private final Source source;

    public Test(Source source) {
      this.source = source;
    }

    @Override
    boolean run(Frame frame) {
      frame.run.budget().step(1);
      Value value = source.get(frame);
      return value != null
          && value.holds()
          && Steps.proceed(this, frame, shown(frame, source), value);
    }
  }

  /** Holds when the value is defined and matches. */
  public static final class Match extends Step {
    private final Source source;
    private final Pattern pattern;

    public Match(Source source, Pattern pattern) {
      this.source = source;
      this.pattern = pattern;
    }

    @Override
    boolean run(Frame frame) {
      frame.run.budget().step(1);
      Value value = source.get(frame);
      return value != null
          && pattern.match(value, frame)
          && Steps.proceed(this, frame, shown(frame, source), value);
    }
  }

  /** Tries everything that a reference leads to. */
  public static final class Search extends Step {
    private final Reference reference;
    private final Pattern pattern;

    public Search(Reference reference, Pattern pattern) {
      this.reference = reference;
      this.pattern = pattern;
    }

    @Override
    boolean run(Frame frame) {
      return reference.each(
          frame,
          value -> {
            String read = frame.run.trail == null ? null : reference.shown(frame);
            return pattern.match(value, frame) && Steps.proceed(this, frame, read, value);
          });
    }
  }

  /** Matches everything but false: what a reference without comparison asks for. */
  public static final class Holding extends Pattern {
    public static final Holding HOLDING = new Holding();

    private Holding() {}

    @Override
    boolean match(Value value, Frame frame) {
      return value.holds();
    }
  }

  /** Never holds. */
  public static final class Never extends Step {
    @Override
    boolean run(Frame frame) {
      return false;
    }
  }

  /** Holds when a chain has no solution. */
  public static final class Not extends Step {
    private final Step inner;
    private final String shown;

    /**
     * @param inner ends with {@link Step.Stop}
     * @param shown for the trail
     */
    public Not(Step inner, String shown) {
      this.inner = inner;
      this.shown = shown;
    }

    @Override
    boolean run(Frame frame) {
      return !inner.run(frame) && Steps.proceed(this, frame, "not " + shown, BoolValue.TRUE);
    }
  }

  /** Holds when a chain has a solution for every element of a collection. */
  public static final class Every extends Step {
    private final Source domain;
    private final Pattern key;
    private final Pattern value;
    private final Step body;

    /**
     * @param body ends with {@link Step.Stop}
     */
    public Every(Source domain, Pattern key, Pattern value, Step body) {
      this.domain = domain;
      this.key = key;
      this.value = value;
      this.body = body;
    }

    @Override
    boolean run(Frame frame) {
      Value collection = domain.get(frame);
      if (collection == null || collection.kind().compareTo(Value.Kind.ARRAY) < 0) {
        return false;
      }
      for (Value k : Places.keys(collection)) {
        Value v = Places.child(collection, k);
        boolean holds =
            v != null && key.match(k, frame) && value.match(v, frame) && body.run(frame);
        if (!holds) {
          return false;
        }
      }
      return proceed(frame);
    }
  }
}
