package io.wherry.server;

import java.nio.file.Path;
import java.util.List;

/**
 * How a standalone server runs.
 *
 * @param data directory of everything it keeps
 * @param bind address to listen on
 * @param port TCP port, 0 for any free one
 * @param java the program that runs workers
 * @param classPath of the workers
 */
public record ServerSettings(
    Path data, String bind, int port, List<String> java, String classPath) {
  public ServerSettings {
    if (port < 0 || port > 65535) {
      throw new io.wherry.problems.InvalidRequest(
          "Port " + port + " does not exist; choose one from 1 to 65535.");
    }
  }
}
