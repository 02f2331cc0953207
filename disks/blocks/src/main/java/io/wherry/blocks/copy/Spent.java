package io.wherry.blocks.copy;

import java.time.Duration;

/**
 * What the workers of a copy spent their time on, summed over all of them, in both passes.
 *
 * @param read reading the source, and reading back
 * @param digest looking for zeros and making digests
 * @param write writing the target, making it durable
 * @param journal writing the journal and what lies beside it
 * @param waiting for rate limits and for room
 */
public record Spent(
    Duration read, Duration digest, Duration write, Duration journal, Duration waiting) {}
