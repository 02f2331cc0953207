package io.wherry.server;

import io.wherry.apiserver.audit.AuditExtent;
import java.nio.file.Path;
import java.util.List;

/**
 * How a standalone server runs.
 *
 * @param data directory of everything it keeps
 * @param bind address to listen on
 * @param port TCP port, 0 for any free one
 * @param nodes how many nodes this machine stands for, each with an address of its own; 1 to 8
 * @param java the program that runs workers
 * @param classPath of the workers
 * @param audit which requests to the API the audit log tells of
 */
public record ServerSettings(
    Path data,
    String bind,
    int port,
    int nodes,
    List<String> java,
    String classPath,
    AuditExtent audit) {
  private static final int MOST_NODES = 8;

  public ServerSettings {
    if (port < 0 || port > 65535) {
      throw new io.wherry.problems.InvalidRequest(
          "Port " + port + " does not exist; choose one from 1 to 65535.");
    }
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new io.wherry.problems.InvalidRequest(
          "A machine stands for 1 to " + MOST_NODES + " nodes, not for " + nodes + ".");
    }
  }

  /** The same with another audit log. */
  public ServerSettings withAudit(AuditExtent extent) {
    return new ServerSettings(data, bind, port, nodes, java, classPath, extent);
  }
}
