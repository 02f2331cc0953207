package io.wherry.itinerary;

import java.time.Instant;
import java.util.Optional;

/** The notes of one leg. */
record LegNotes(LegKey leg, Logbook log) implements Notes {
  @Override
  public Optional<String> get(String key) {
    return Optional.ofNullable(log.story().notes(leg).get(key));
  }

  @Override
  public void put(String key, String value) {
    log.addNow(new Entry.Noted(leg, key, value, log.now()));
  }

  @Override
  public Optional<String> of(StepId step, String key) {
    return log.story().fact(step.wire(), key);
  }

  @Override
  public Instant beganAt() {
    return log.story().beganAt(leg).orElseGet(log::now);
  }

  @Override
  public int round() {
    return leg.round();
  }
}
