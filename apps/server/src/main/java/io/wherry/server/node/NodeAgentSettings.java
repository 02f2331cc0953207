package io.wherry.server.node;

import io.wherry.node.NodeSettings;
import io.wherry.volumes.VolumeSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * How a node runs.
 *
 * @param name of its Node object
 * @param address under which other nodes and the API server reach it
 * @param doorPort where its door listens; 0 when the API server is in the same process
 * @param credentials folder with the node's certificates for migrations
 * @param accelerator file that remembers which accelerator works
 * @param shares folders that other nodes reach too
 */
public record NodeAgentSettings(
    String name,
    String address,
    int doorPort,
    Folders folders,
    Path credentials,
    Path accelerator,
    List<VolumeSettings.Share> shares,
    NodeSettings.Memory memory,
    NodeSettings.Worker worker) {

  /** Where the node keeps what is its own; all exist. */
  public record Folders(Path volumes, Path machines, Path pods) {}

  public NodeAgentSettings {
    shares = List.copyOf(shares);
  }
}
