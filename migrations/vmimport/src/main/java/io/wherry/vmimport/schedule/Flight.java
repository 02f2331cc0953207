package io.wherry.vmimport.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * A machine under way.
 *
 * @param load what it takes of its lanes now
 * @param elapsed since it began
 * @param left until it needs its lanes no more, when that can be said
 */
public record Flight(
    String id, String plan, Load load, Duration elapsed, Optional<Duration> left) {}
