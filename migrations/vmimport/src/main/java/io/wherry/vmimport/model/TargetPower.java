package io.wherry.vmimport.model;

import java.util.Arrays;
import java.util.Optional;

/** Wanted power of the target VM; names are wire values in lower case. */
public enum TargetPower {
  ON,
  OFF,
  /** As the source was when its migration began. */
  AUTO;

  static Optional<TargetPower> ofWire(String wire) {
    return Arrays.stream(values()).filter(p -> p.name().equalsIgnoreCase(wire)).findFirst();
  }
}
