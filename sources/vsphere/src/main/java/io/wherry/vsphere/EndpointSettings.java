package io.wherry.vsphere;

import io.wherry.blocks.tls.Thumbprint;
import io.wherry.blocks.tls.Trust;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.vsphere.vim.Access;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

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
            trust(credentials)),
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

  /**
   * Whom we trust: nobody in particular only when the Secret says so in so many words.
   *
   * @throws InvalidRequest a thumbprint or certificate cannot be read
   */
  static Trust trust(Credentials credentials) {
    if (credentials.value("insecureSkipVerify").filter("true"::equalsIgnoreCase).isPresent()) {
      return Trust.SYSTEM.withoutVerification();
    }
    Optional<String> thumbprint = credentials.value("thumbprint");
    if (thumbprint.isPresent()) {
      return Trust.pinned(Thumbprint.parse(thumbprint.get()));
    }
    Optional<String> authority = credentials.value("cacert").or(() -> credentials.value("ca.crt"));
    Trust trust = authority.map(Trust::authority).orElse(Trust.SYSTEM);
    var _ = trust.context(); // a certificate that cannot be read is said now
    return trust;
  }
}
