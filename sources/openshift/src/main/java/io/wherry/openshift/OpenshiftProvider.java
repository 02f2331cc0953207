package io.wherry.openshift;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.Problem;
import io.wherry.spi.Capability;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.ConnectionForm.Field;
import io.wherry.spi.ConnectionForm.Manner;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.ServerTrust;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Other clusters with KubeVirt, OpenShift Virtualization among them.
 *
 * @source inventory-and-providers.md sections 1.11, 2.1, 2.8, 3.8 and 4.6
 */
public final class OpenshiftProvider implements SourceProvider {
  private static final Duration REFRESH = Duration.ofSeconds(5);
  private static final ConnectionForm FORM =
      new ConnectionForm(
          "KubeVirt",
          "Another cluster with KubeVirt",
          Field.url("API URL", "https://api.example.com:6443", Manner.REQUIRED),
          List.of(Field.secret("token", "Service account token", Manner.REQUIRED, Manner.HIDDEN)),
          ConnectionForm.Tls.VERIFIED);

  private final Clock clock;

  public OpenshiftProvider(Clock clock) {
    this.clock = clock;
  }

  @Override
  public SourceType type() {
    return SourceType.OPENSHIFT;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.POWER);
  }

  @Override
  public List<String> collections() {
    return List.of(
        "namespaces",
        "storageclasses",
        "networkattachmentdefinitions",
        "instancetypes",
        "clusterinstancetypes",
        "persistentvolumeclaims",
        "datavolumes",
        "kubevirts",
        "networks",
        "vms");
  }

  @Override
  public String storageCollection() {
    return "storageclasses";
  }

  @Override
  public Optional<ConnectionForm> form() {
    return Optional.of(FORM);
  }

  @Override
  public List<Problem> check(Endpoint endpoint, Credentials credentials) {
    List<Problem> found = new ArrayList<>();
    try {
      var _ = url(endpoint.url());
    } catch (InvalidRequest e) {
      found.add(ConnectionForm.urlProblem(endpoint, String.valueOf(e.getMessage())));
    }
    found.addAll(FORM.problems(endpoint, credentials));
    return found;
  }

  private static URI url(String text) {
    try {
      URI uri = new URI(text.strip());
      boolean fine =
          "https".equalsIgnoreCase(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null;
      if (fine) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // said below
    }
    throw new InvalidRequest("The url of another cluster is https://HOST:PORT of its API.");
  }

  @Override
  public SourceConnection connect(Endpoint endpoint, Credentials credentials) {
    String token =
        credentials
            .value("token")
            .orElseThrow(() -> new InvalidRequest("The Secret has no 'token'."));
    Cluster.Access access =
        new Cluster.Access(url(endpoint.url()), token.strip(), ServerTrust.of(credentials));
    String fingerprint = ServerTrust.fingerprint(access.trust(), access.url(), clock);
    OpenshiftConnection connection =
        new OpenshiftConnection(
            new Cluster(access),
            new OpenshiftConnection.Origin(endpoint.uid(), fingerprint, REFRESH));
    try {
      connection.test();
      return connection;
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
