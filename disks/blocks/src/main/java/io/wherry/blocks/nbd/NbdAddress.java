package io.wherry.blocks.nbd;

import io.wherry.problems.InvalidRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where an NBD server offers a disk, written as a URI: {@code nbd://host:port/export}, {@code
 * nbds://…} with TLS, {@code nbd+unix:///export?socket=/path}.
 *
 * @param host for a unix socket the name in the server's certificate, if it has one
 * @param port TCP port
 * @param socket of this machine
 * @param export name of the disk; often empty
 * @source the NBD project's URI specification
 */
public record NbdAddress(boolean tls, String host, int port, Optional<Path> socket, String export) {
  private static final int PORT = 10809;

  /** Whether the text is such a URI. */
  public static boolean isNbd(String text) {
    return text.matches("nbds?(\\+unix)?:.*");
  }

  /**
   * Reads a URI.
   *
   * @throws InvalidRequest it is none
   */
  public static NbdAddress parse(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme());
      boolean tls = scheme.startsWith("nbds");
      String path = uri.getPath() == null ? "" : uri.getPath();
      String export = path.startsWith("/") ? path.substring(1) : path;
      if (scheme.endsWith("+unix")) {
        return unix(text, tls, String.valueOf(uri.getQuery()), export);
      }
      if (!isNbd(text) || uri.getHost() == null) {
        throw new InvalidRequest(text + " is no NBD address. Write nbd://HOST:PORT/EXPORT.");
      }
      int port = uri.getPort() < 0 ? PORT : uri.getPort();
      return new NbdAddress(tls, uri.getHost(), port, Optional.empty(), export);
    } catch (URISyntaxException e) {
      throw new InvalidRequest(text + " is no NBD address: " + e.getReason() + ".", e);
    }
  }

  private static NbdAddress unix(String text, boolean tls, String query, String export) {
    Map<String, String> words = new HashMap<>();
    for (String word : query.split("&")) {
      int equals = Math.max(0, word.indexOf('='));
      words.put(word.substring(0, equals), word.substring(Math.min(word.length(), equals + 1)));
    }
    String socket = words.getOrDefault("socket", "");
    if (socket.isEmpty()) {
      throw new InvalidRequest(text + " lacks ?socket=PATH.");
    }
    String host = tls ? words.getOrDefault("tls-hostname", "localhost") : "";
    return new NbdAddress(tls, host, 0, Optional.of(Path.of(socket)), export);
  }

  /** An export of a server of this machine. */
  public static NbdAddress unix(Path socket, String export) {
    return new NbdAddress(false, "", 0, Optional.of(socket), export);
  }

  @Override
  public String toString() {
    return socket
        .map(s -> (tls ? "nbds" : "nbd") + "+unix:///" + export + "?socket=" + s)
        .orElseGet(() -> (tls ? "nbds://" : "nbd://") + host + ":" + port + "/" + export);
  }
}
