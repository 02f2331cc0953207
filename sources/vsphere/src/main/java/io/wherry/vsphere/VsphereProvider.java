package io.wherry.vsphere;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.Problem;
import io.wherry.spi.Capability;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.ServerTrust;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.vsphere.vim.Access;
import io.wherry.vsphere.vim.ServiceContent.About;
import io.wherry.vsphere.vim.Session;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * vCenter servers and single ESXi hosts.
 *
 * @source inventory-and-providers.md sections 1.7, 2.1, 2.4 and 3.1 to 3.3
 */
public final class VsphereProvider implements SourceProvider {
  private final Clock clock;

  public VsphereProvider(Clock clock) {
    this.clock = clock;
  }

  @Override
  public SourceType type() {
    return SourceType.VSPHERE;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.POWER,
        Capability.WARM,
        Capability.REQUIRES_CONVERSION,
        Capability.PRESERVES_STATIC_IPS);
  }

  @Override
  public List<String> collections() {
    return List.of("folders", "datacenters", "clusters", "hosts", "networks", "datastores", "vms");
  }

  @Override
  public String storageCollection() {
    return "datastores";
  }

  @Override
  public Optional<ConnectionForm> form() {
    return Optional.of(EndpointCheck.FORM);
  }

  @Override
  public List<Problem> check(Endpoint endpoint, Credentials credentials) {
    return EndpointCheck.problems(endpoint, credentials);
  }

  /**
   * Logs in.
   *
   * @throws InvalidRequest the server's certificate is not trusted, or it is of another kind than
   *     {@code sdkEndpoint} says
   */
  @Override
  public SourceConnection connect(Endpoint endpoint, Credentials credentials) {
    EndpointSettings settings = EndpointSettings.of(endpoint, credentials);
    Access access = settings.access();
    String fingerprint = ServerTrust.fingerprint(access.trust(), access.sdk(), clock);
    Session session = new Session(access, clock);
    try {
      About about = session.content().about();
      if (about.isHost() != settings.isHost()) {
        throw new InvalidRequest(
            "%s is %s, but the provider's setting sdkEndpoint is '%s'. Correct the setting or the url."
                .formatted(
                    access.sdk(),
                    about.isHost() ? "an ESXi host" : "a vCenter",
                    settings.isHost() ? "esxi" : "vcenter"));
      }
      return new VsphereConnection(
          endpoint.uid(), session, settings, new VsphereConnection.Origin(fingerprint, clock));
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
