package io.wherry.rego.eval;

/** One step of a reference: a known key, or a pattern that all keys are tried against. */
public sealed interface Selector {
  record Known(Source key) implements Selector {}

  record Each(Pattern pattern) implements Selector {}
}
