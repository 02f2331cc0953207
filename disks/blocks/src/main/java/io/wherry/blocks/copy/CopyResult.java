package io.wherry.blocks.copy;

/**
 * A finished copy: durable, and read back with equal digests.
 *
 * @param size bytes of the disk
 * @param dataBytes bytes of chunks that held data
 * @param writtenBytes bytes written by this run
 * @param digest hexadecimal SHA-256 over the digests of all 4 MiB chunks
 */
public record CopyResult(long size, long dataBytes, long writtenBytes, String digest) {}
