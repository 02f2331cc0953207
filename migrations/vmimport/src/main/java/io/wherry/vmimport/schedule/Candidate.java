package io.wherry.vmimport.schedule;

import java.time.Instant;

/**
 * A machine that waits.
 *
 * @param load what it will take of its lanes
 * @param bytes how much there is to copy
 * @param since when it began to wait
 * @param position in its plan
 */
public record Candidate(
    String id, String plan, Load load, long bytes, Instant since, int position) {}
