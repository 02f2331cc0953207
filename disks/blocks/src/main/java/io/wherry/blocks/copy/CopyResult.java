package io.wherry.blocks.copy;

/**
 * A finished copy: durable, and proven as asked for.
 *
 * @param size bytes of the disk
 * @param bytes what this run did
 * @param spent where the time of this run went
 * @param digest root digest over the tree of digests, the same for equal disks: {@code sha256:…} or
 *     {@code blake3:…}
 */
public record CopyResult(long size, CopyProgress.Counters bytes, Spent spent, String digest) {}
