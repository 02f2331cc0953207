package io.wherry.itinerary;

import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * What surrounds a voyage.
 *
 * @param cancelWanted asked whenever the run looks; must not block
 */
public record VoyageSetting(
    Journal journal,
    Waiter waiter,
    Clock clock,
    BooleanSupplier cancelWanted,
    VoyageListener listener) {}
