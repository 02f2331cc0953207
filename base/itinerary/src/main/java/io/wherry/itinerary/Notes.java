package io.wherry.itinerary;

import java.time.Instant;
import java.util.Optional;

/** A step's memory: survives crashes, one per step and round. */
public interface Notes {
  /** What this step noted in this round. */
  Optional<String> get(String key);

  /**
   * Notes something; durable when it returns. Note what is needed to find a result again before the
   * call that makes it. Blocks. Not for {@link Step#look}.
   */
  void put(String key, String value);

  /** What another step noted or found out, in its latest round. */
  Optional<String> of(StepId step, String key);

  /** When this step began in this round. */
  Instant beganAt();

  /** 0 outside of loops, else 1, 2, 3 … */
  int round();
}
