package io.wherry.itinerary;

/**
 * A fact that decides about branches of a route. Implemented by enums; frozen when a run begins.
 */
public interface Trait {
  /** The constant's name; stored in journals, so it must never be renamed. */
  String name();
}
