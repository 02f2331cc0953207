package io.wherry.vsphere;

import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.ServerTrust;
import io.wherry.vsphere.vim.Access;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * A provider's url, settings and Secret, read.
 *
 * @param isHost the url is a single ESXi host's
 * @param settings as given, for what only some readers need
 */
record EndpointSettings(Access access, boolean isHost, Map<String, String> settings) {
  /** The setting that tells vCenter from ESXi. */
  static final String SDK_ENDPOINT = "sdkEndpoint";

  /**
   * Reads them.
   *
   * @throws InvalidRequest something is missing or wrong
   */
  static EndpointSettings of(Endpoint endpoint, Credentials credentials) {
    return new EndpointSettings(
        new Access(
            url(endpoint.url()),
            required(credentials, "user"),
            required(credentials, "password"),
            ServerTrust.of(credentials)),
        endpoint.settings().getOrDefault(SDK_ENDPOINT, "vcenter").equals("esxi"),
        Map.copyOf(endpoint.settings()));
  }

  private static String required(Credentials credentials, String key) {
    return credentials
        .value(key)
        .orElseThrow(() -> new InvalidRequest("The Secret has no '" + key + "'."));
  }

  /**
   * Reads the url; a path that is missing is the SDK's.
   *
   * @throws InvalidRequest it is not {@code https://HOST/sdk}
   */
  static URI url(String text) {
    try {
      URI uri = new URI(text.strip());
      boolean fine =
          "https".equalsIgnoreCase(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null;
      if (fine) {
        String path = uri.getPath() == null || uri.getPath().length() < 2 ? "/sdk" : uri.getPath();
        return new URI("https", null, uri.getHost(), uri.getPort(), path, null, null);
      }
    } catch (URISyntaxException _) {
      // said below
    }
    throw new InvalidRequest("The url of a vSphere provider is https://HOST/sdk.");
  }
}
