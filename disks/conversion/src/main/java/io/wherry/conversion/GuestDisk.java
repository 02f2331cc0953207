package io.wherry.conversion;

import java.nio.file.Path;

/**
 * One disk of the guest, in the guest's order.
 *
 * @param path a file, or for raw also a block device
 */
public record GuestDisk(Path path, DiskFormat format) {}
