package io.wherry.node;

import io.wherry.resources.VolumePlaces;
import java.nio.file.Path;
import java.util.List;

/**
 * @param nodeName name of the Node object this process serves
 * @param address under which others reach the node
 * @param doorPort where the API server reaches consoles and logs of this node; 0 when it is in the
 *     same process
 * @param memory what the node has and may give
 * @param pods directory with one folder per pod
 * @param volumes where the node finds volumes
 * @param worker the only program that can run where there is no container engine
 */
public record NodeSettings(
    String nodeName,
    String address,
    int doorPort,
    Memory memory,
    Path pods,
    VolumePlaces volumes,
    Worker worker) {

  /**
   * Memory in bytes.
   *
   * @param guests what pods and guests may use together
   */
  public record Memory(long capacity, long guests) {}

  /**
   * @param image its name as a container image
   * @param command program and arguments that are that image
   */
  public record Worker(String image, List<String> command) {}

  long capacityBytes() {
    return memory.capacity();
  }

  long guestBytes() {
    return memory.guests();
  }
}
