package io.wherry.lifecycle;

import io.wherry.resources.VolumePlaces;
import java.nio.file.Path;

/**
 * @param nodeName the node that runs the machines
 * @param address of the node, shown in pods
 * @param machines folder with one home per machine
 * @param volumes where the node finds volumes
 */
public record LifecycleSettings(
    String nodeName, String address, Path machines, VolumePlaces volumes) {
  /** What the node has decided about disks that move; no machine's home has that name. */
  DiskMoveBook diskMoves() {
    return new DiskMoveBook(machines.resolve(".disk-moves"));
  }
}
