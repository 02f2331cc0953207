package io.wherry.conversion;

import io.wherry.problems.InvalidRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A guest to convert: all its disks or none.
 *
 * @param machine its name, for messages
 * @param disks in the guest's order, at least one
 * @param firmwareHint what the source said; wins over what the disks look like
 * @param rootDisk index of the disk on which the system is looked for first
 * @param work directory for overlays, journal and logs; it must be on durable storage and the same
 *     one when the conversion is run again, and belong to this machine's conversion alone
 */
public record ConversionRequest(
    String machine,
    List<GuestDisk> disks,
    EngineChoice engine,
    Optional<Firmware> firmwareHint,
    int rootDisk,
    Path work) {

  public ConversionRequest {
    disks = List.copyOf(disks);
    if (disks.isEmpty()) {
      throw new InvalidRequest(
          "VM " + machine + " can't be converted: it has no disks. Set skipGuestConversion.");
    }
    if (rootDisk < 0 || rootDisk >= disks.size()) {
      throw new InvalidRequest(
          "VM %s has %d disk(s), but its root disk is said to be number %d. Correct the root disk in the plan."
              .formatted(machine, disks.size(), rootDisk));
    }
  }
}
