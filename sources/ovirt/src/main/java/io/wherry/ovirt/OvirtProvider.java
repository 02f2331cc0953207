package io.wherry.ovirt;

import io.wherry.ovirt.rest.Access;
import io.wherry.ovirt.rest.Engine;
import io.wherry.problems.Problem;
import io.wherry.spi.Capability;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.ServerTrust;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * oVirt engines and Red Hat Virtualization managers.
 *
 * @source inventory-and-providers.md sections 1.8, 2.1, 2.5 and 3.5
 */
public final class OvirtProvider implements SourceProvider {
  /**
   * As upstream.
   *
   * @source inventory-and-providers.md section 2.5
   */
  private static final Duration REFRESH = Duration.ofSeconds(10);

  private final Clock clock;
  private final Duration refresh;

  public OvirtProvider(Clock clock) {
    this(clock, REFRESH);
  }

  /**
   * @param refresh time between two looks at the engine's events
   */
  OvirtProvider(Clock clock, Duration refresh) {
    this.clock = clock;
    this.refresh = refresh;
  }

  @Override
  public SourceType type() {
    return SourceType.OVIRT;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.POWER, Capability.WARM);
  }

  @Override
  public List<String> collections() {
    return List.of(
        "datacenters",
        "clusters",
        "servercpus",
        "hosts",
        "networks",
        "nicprofiles",
        "diskprofiles",
        "storagedomains",
        "disks",
        "vms");
  }

  @Override
  public String storageCollection() {
    return "storagedomains";
  }

  @Override
  public Optional<ConnectionForm> form() {
    return Optional.of(OvirtSettings.FORM);
  }

  @Override
  public List<Problem> check(Endpoint endpoint, Credentials credentials) {
    return OvirtSettings.problems(endpoint, credentials);
  }

  /** Logs in. */
  @Override
  public SourceConnection connect(Endpoint endpoint, Credentials credentials) {
    Access access = OvirtSettings.access(endpoint, credentials);
    String fingerprint = ServerTrust.fingerprint(access.trust(), access.api(), clock);
    Engine engine = new Engine(access, clock);
    OvirtConnection connection =
        new OvirtConnection(
            engine, new OvirtConnection.Origin(endpoint.uid(), fingerprint, refresh, clock));
    try {
      connection.test();
      return connection;
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
