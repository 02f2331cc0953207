package io.wherry.rego;

import io.wherry.rego.value.Value;
import java.util.Optional;

/** What a query found. */
public sealed interface Answer {
  record Defined(Value value) implements Answer {}

  record Undefined() implements Answer {}

  /** Rules contradict each other, or a limit was reached. */
  record Failed(RegoError error) implements Answer {}

  /** The value, when there is one. */
  default Optional<Value> found() {
    return this instanceof Defined(var value) ? Optional.of(value) : Optional.empty();
  }
}
