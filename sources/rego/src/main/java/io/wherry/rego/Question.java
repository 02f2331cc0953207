package io.wherry.rego;

import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.Value;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a query is asked with.
 *
 * @param input the document {@code input}; empty when undefined
 * @param data documents beside the rules
 * @param now what {@code time.now_ns} gives
 * @param notes told what {@code print} and {@code trace} say
 */
public record Question(
    Optional<Value> input, Value data, Limits limits, Instant now, Consumer<Value> notes) {
  /** A question about an input, with the usual limits. */
  public static Question about(Value input, Instant now) {
    return new Question(Optional.of(input), ObjectValue.EMPTY, Limits.DEFAULT, now, _ -> {});
  }

  /** A question without an input. */
  public static Question plain(Instant now) {
    return new Question(Optional.empty(), ObjectValue.EMPTY, Limits.DEFAULT, now, _ -> {});
  }

  public Question withLimits(Limits other) {
    return new Question(input, data, other, now, notes);
  }

  public Question withNotes(Consumer<Value> other) {
    return new Question(input, data, limits, now, other);
  }
}
