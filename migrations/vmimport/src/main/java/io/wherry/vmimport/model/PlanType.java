package io.wherry.vmimport.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Values of {@code spec.type} of a plan. */
public enum PlanType {
  COLD,
  WARM,
  LIVE,
  CONVERSION;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<PlanType> ofWire(String wire) {
    return Arrays.stream(values()).filter(t -> t.wire().equals(wire)).findFirst();
  }
}
