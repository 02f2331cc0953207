package io.wherry.ovirt;

import io.wherry.ovirt.rest.Access;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.Problem;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.ConnectionForm.Field;
import io.wherry.spi.ConnectionForm.Manner;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.ServerTrust;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * A provider's url, settings and Secret, read.
 *
 * @source inventory-and-providers.md section 2.1
 */
final class OvirtSettings {
  /** What must be told. */
  static final ConnectionForm FORM =
      new ConnectionForm(
          "oVirt or RHV",
          "An engine",
          Field.url(
              "Engine API URL", "https://engine.example.com/ovirt-engine/api", Manner.REQUIRED),
          List.of(
              Field.secret("user", "User", Manner.REQUIRED)
                  .helped("name@domain, for example admin@internal"),
              Field.secret("password", "Password", Manner.REQUIRED, Manner.HIDDEN)),
          ConnectionForm.Tls.VERIFIED);

  private OvirtSettings() {}

  static List<Problem> problems(Endpoint endpoint, Credentials credentials) {
    List<Problem> found = new ArrayList<>();
    try {
      var _ = url(endpoint.url());
    } catch (InvalidRequest e) {
      found.add(ConnectionForm.urlProblem(endpoint, String.valueOf(e.getMessage())));
    }
    found.addAll(FORM.problems(endpoint, credentials));
    return found;
  }

  /**
   * Reads them.
   *
   * @throws InvalidRequest something is missing or wrong
   */
  static Access access(Endpoint endpoint, Credentials credentials) {
    return new Access(
        url(endpoint.url()),
        required(credentials, "user"),
        required(credentials, "password"),
        ServerTrust.of(credentials));
  }

  private static String required(Credentials credentials, String key) {
    return credentials
        .value(key)
        .orElseThrow(() -> new InvalidRequest("The Secret has no '" + key + "'."));
  }

  /**
   * Reads the url; a path that is missing is the usual one.
   *
   * @throws InvalidRequest it is not {@code https://HOST/ovirt-engine/api}
   */
  static URI url(String text) {
    try {
      URI uri = new URI(text.strip());
      String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
      boolean fine =
          "https".equalsIgnoreCase(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && (path.isEmpty() || path.endsWith("/api"));
      if (fine) {
        String api = path.isEmpty() ? "/ovirt-engine/api" : path;
        return new URI("https", null, uri.getHost(), uri.getPort(), api, null, null);
      }
    } catch (URISyntaxException _) {
      // said below
    }
    throw new InvalidRequest("The url of an oVirt provider is https://HOST/ovirt-engine/api.");
  }
}
