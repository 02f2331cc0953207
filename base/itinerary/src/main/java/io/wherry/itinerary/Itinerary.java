package io.wherry.itinerary;

import io.wherry.problems.Defect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A route as data.
 *
 * @param revision a changed route gets a new one; the old one stays while journals refer to it
 * @param <W> the world its steps may touch
 * @source style-and-architecture.md C5
 */
public record Itinerary<W>(String name, int revision, List<Leg<W>> legs) {

  /** Starts a route. */
  public static <W> Builder<W> named(String name, int revision) {
    return new Builder<>(name, revision);
  }

  /** Every step with its place, in order; the bodies of loops once. */
  public List<Place<W>> places() {
    List<Place<W>> result = new ArrayList<>();
    collect(legs, "", result);
    return result;
  }

  /**
   * A step's place in a route.
   *
   * @param path {@code 4}, or {@code 4/2} for the second leg of the loop at 4
   */
  public record Place<W>(String path, Leg.Once<W> leg) {}

  private static <W> void collect(List<Leg<W>> legs, String prefix, List<Place<W>> into) {
    for (int i = 0; i < legs.size(); i++) {
      String path = prefix + (i + 1);
      switch (legs.get(i)) {
        case Leg.Once<W> once -> into.add(new Place<>(path, once));
        case Leg.Loop<W> loop -> collect(loop.body(), path + "/", into);
      }
    }
  }

  /** Builds a route; reads like the documentation. */
  public static final class Builder<W> {
    private final String name;
    private final int revision;
    private final List<Leg<W>> legs = new ArrayList<>();
    private @Nullable Stage stage;

    private Builder(String name, int revision) {
      this.name = name;
      this.revision = revision;
    }

    /** Following steps belong to this stage. */
    public Builder<W> stage(Stage next) {
      this.stage = next;
      return this;
    }

    public Builder<W> go(Step<W> step) {
      return go(step, When.always());
    }

    public Builder<W> go(Step<W> step, When when) {
      if (stage == null) {
        throw new Defect("Itinerary " + name + ": " + step.id().wire() + " has no stage.");
      }
      legs.add(new Leg.Once<>(stage, step, when));
      return this;
    }

    /** A loop of at least one round, left when {@code until} says so at the end of a round. */
    public Builder<W> loop(String loopName, Predicate<W> until, Consumer<Builder<W>> round) {
      legs.add(loop(loopName, (world, _) -> until.test(world), Leg.Asked.AFTER, round));
      return this;
    }

    /** A loop that may be left before its first round. */
    public Builder<W> loopUntil(
        String loopName, Leg.Question<W> until, Consumer<Builder<W>> round) {
      legs.add(loop(loopName, until, Leg.Asked.BEFORE_AND_AFTER, round));
      return this;
    }

    private Leg<W> loop(
        String loopName, Leg.Question<W> until, Leg.Asked asked, Consumer<Builder<W>> round) {
      Builder<W> body = new Builder<>(loopName, revision);
      body.stage = stage;
      round.accept(body);
      if (body.legs.stream().anyMatch(Leg.Loop.class::isInstance)) {
        throw new Defect("Itinerary " + name + ": loops cannot be nested.");
      }
      return new Leg.Loop<>(loopName, List.copyOf(body.legs), until, asked);
    }

    public Itinerary<W> build() {
      return new Itinerary<>(name, revision, List.copyOf(legs));
    }
  }
}
