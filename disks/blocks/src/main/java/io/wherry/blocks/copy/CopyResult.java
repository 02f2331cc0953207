package io.wherry.blocks.copy;

/**
 * A finished copy: durable, and proven as asked for.
 *
 * @param size bytes of the disk
 * @param bytes what this run did
 * @param digest hexadecimal root digest: SHA-256 over the tree of digests, the same for equal disks
 */
public record CopyResult(long size, CopyProgress.Counters bytes, String digest) {}
