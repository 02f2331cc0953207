package io.wherry.server;

import io.wherry.node.NodeSettings;
import io.wherry.server.node.MigrationCredentials;
import io.wherry.server.node.NodeAgentSettings;
import io.wherry.server.node.NodeFolders;
import io.wherry.vmimport.ImportSettings;
import io.wherry.volumes.VolumeSettings;
import java.nio.file.Path;
import java.util.List;

/** The nodes that one machine stands for: each has folders and an address of its own. */
final class LocalNodes {
  private LocalNodes() {}

  /**
   * @param number from 1; the first one keeps the name and the folders of a lone node
   */
  static NodeAgentSettings settings(
      ServerSettings server,
      int number,
      VolumeSettings.Share share,
      MigrationCredentials credentials) {
    boolean first = number == 1;
    String name = first ? Hosts.name() : Hosts.name() + "-" + number;
    String address = "127.0.0." + number;
    Path base = first ? server.data() : server.data().resolve("nodes/" + number);
    var memory =
        new NodeSettings.Memory(
            Hosts.totalMemoryBytes() / server.nodes(), Hosts.guestMemoryBytes() / server.nodes());
    var worker =
        new NodeSettings.Worker(ImportSettings.DEFAULTS.worker().image(), WorkerCommand.of(server));
    return new NodeAgentSettings(
        name,
        address,
        0,
        NodeFolders.own(base),
        credentials.write(base.resolve("migration-tls"), name, address),
        server.data().resolve(Accelerator.MEMORY),
        List.of(share),
        memory,
        worker);
  }
}
