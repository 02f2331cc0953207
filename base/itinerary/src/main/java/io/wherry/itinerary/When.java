package io.wherry.itinerary;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides from a run's traits whether a leg is part of its route. Data, so that it can be printed.
 *
 * @source style-and-architecture.md C5
 */
public sealed interface When {
  /** Part of every route. */
  record Always() implements When {}

  /** Only with the trait. */
  record Has(Trait trait) implements When {}

  /** Only where the inner one does not hold. */
  record Not(When inner) implements When {}

  /** Only where all hold. */
  record All(List<When> parts) implements When {}

  /** Where at least one holds. */
  record Any(List<When> parts) implements When {}

  static When always() {
    return new Always();
  }

  static When has(Trait trait) {
    return new Has(trait);
  }

  static When not(When inner) {
    return new Not(inner);
  }

  static When all(When... parts) {
    return new All(List.of(parts));
  }

  static When any(When... parts) {
    return new Any(List.of(parts));
  }

  /** True when a run with these traits takes the leg. */
  default boolean holds(Set<? extends Trait> traits) {
    return switch (this) {
      case Always() -> true;
      case Has(var trait) -> traits.contains(trait);
      case Not(var inner) -> !inner.holds(traits);
      case All(var parts) -> parts.stream().allMatch(p -> p.holds(traits));
      case Any(var parts) -> parts.stream().anyMatch(p -> p.holds(traits));
    };
  }

  /** As people read it: {@code PRE_HOOK}, {@code not SKIPPED}, {@code (A and B)}. */
  default String text() {
    return switch (this) {
      case Always() -> "always";
      case Has(var trait) -> trait.name();
      case Not(var inner) -> "not " + inner.text();
      case All(var parts) -> parts.stream().map(When::text).collect(joined(" and "));
      case Any(var parts) -> parts.stream().map(When::text).collect(joined(" or "));
    };
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined(String word) {
    return Collectors.joining(word, "(", ")");
  }
}
