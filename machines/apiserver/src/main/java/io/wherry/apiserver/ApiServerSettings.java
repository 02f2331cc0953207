package io.wherry.apiserver;

import io.wherry.problems.InvalidRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * How an {@link EmbeddedApiServer} is set up.
 *
 * @param directory holds the store, tokens and TLS files; made when missing, for the owner only
 * @param address to listen on; {@code 127.0.0.1} unless others shall reach the server
 * @param port 0 for any free one
 * @param hostNames further names under which clients call the server
 * @param logs where pod logs come from
 */
public record ApiServerSettings(
    Path directory,
    String address,
    int port,
    List<String> hostNames,
    Clock clock,
    PodLogSource logs,
    List<ApiExtension> extensions,
    ApiPolicies policies) {
  public ApiServerSettings {
    hostNames = List.copyOf(hostNames);
    extensions = List.copyOf(extensions);
    if (port < 0 || port > 65_535) {
      throw new InvalidRequest("The port must be between 0 and 65535, not " + port + ".");
    }
  }

  /** Without further logins and admissions. */
  public ApiServerSettings(
      Path directory,
      String address,
      int port,
      List<String> hostNames,
      Clock clock,
      PodLogSource logs,
      List<ApiExtension> extensions) {
    this(directory, address, port, hostNames, clock, logs, extensions, ApiPolicies.NONE);
  }

  /** Loopback, without extensions and logs. */
  public static ApiServerSettings local(Path directory, int port, Clock clock) {
    PodLogSource none =
        (_, _, _) -> {
          throw ApiFailure.badRequest("this server keeps no logs");
        };
    return new ApiServerSettings(directory, "127.0.0.1", port, List.of(), clock, none, List.of());
  }

  /** The same with logs. */
  public ApiServerSettings withLogs(PodLogSource source) {
    return new ApiServerSettings(
        directory, address, port, hostNames, clock, source, extensions, policies);
  }

  /** The same with extensions, asked in this order. */
  public ApiServerSettings withExtensions(List<ApiExtension> more) {
    return new ApiServerSettings(directory, address, port, hostNames, clock, logs, more, policies);
  }

  /** The same on another address, under these names too. */
  public ApiServerSettings listeningOn(String other, List<String> names) {
    return new ApiServerSettings(directory, other, port, names, clock, logs, extensions, policies);
  }

  /** The same with these further logins and admissions. */
  public ApiServerSettings withPolicies(ApiPolicies others) {
    return new ApiServerSettings(
        directory, address, port, hostNames, clock, logs, extensions, others);
  }
}
