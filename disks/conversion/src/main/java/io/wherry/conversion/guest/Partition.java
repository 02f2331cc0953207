package io.wherry.conversion.guest;

/**
 * A range of a disk that may hold a file system.
 *
 * @param number as Linux counts; 0 for a disk without partitions
 * @param offset bytes
 * @param length bytes
 */
public record Partition(int number, long offset, long length, FileSystemKind kind) {}
