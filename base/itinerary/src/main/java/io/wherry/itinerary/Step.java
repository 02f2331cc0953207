package io.wherry.itinerary;

import java.time.Duration;
import java.util.Optional;

/**
 * One step of a route: looks, acts, and can undo. Stateless; everything it must remember goes to
 * the notes.
 *
 * @param <W> the world the step may touch
 * @source style-and-architecture.md C6
 */
public interface Step<W> {
  StepId id();

  /** Why running it twice is harmless. */
  Repeat repeat();

  /** Reads only; always called first, also after a crash. May block and throw WherryException. */
  StepState look(W world, Notes notes);

  /** Called only when {@link #look} said NotStarted. May block and throw WherryException. */
  ActResult act(W world, Notes notes);

  /**
   * Takes back what was done; repeatable as well, and called also when the act never happened. May
   * block and throw WherryException.
   */
  default void undo(W world, Notes notes, Ending why) {}

  /** How long the step may take since it began; empty for no limit. */
  default Optional<Duration> deadline() {
    return Optional.empty();
  }
}
