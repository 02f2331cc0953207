package io.wherry.vmimport.schedule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a machine takes of its lanes. Machines of the same load stand and fall together, so loads
 * are compared often: the hash is kept.
 */
public final class Load {
  /** Takes nothing. */
  public static final Load NONE = new Load(Map.of());

  private final Map<Lane, Integer> units;
  private final int hash;

  /**
   * @param units of each lane, 1 or more
   */
  public Load(Map<Lane, Integer> units) {
    this.units = Map.copyOf(units);
    this.hash = this.units.hashCode();
  }

  public Map<Lane, Integer> units() {
    return units;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof Load load && hash == load.hash && units.equals(load.units);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return units.toString();
  }
}
