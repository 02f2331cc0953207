package io.wherry.spi;

/** Result of resolving a {@link Ref}. */
public sealed interface Lookup<T> {
  record Found<T>(T value) implements Lookup<T> {}

  record NotFound<T>() implements Lookup<T> {}

  /** The name matches several objects. */
  record Ambiguous<T>(int matches) implements Lookup<T> {}

  /** The inventory is not complete yet; ask again later. */
  record NotReady<T>() implements Lookup<T> {}
}
