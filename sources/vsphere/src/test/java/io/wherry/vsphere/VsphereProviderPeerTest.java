package io.wherry.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Vcsim;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.testkit.SourceProviderContract;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract of sources, kept against vcsim. */
class VsphereProviderPeerTest extends SourceProviderContract {
  private static Vcsim vcsim;

  @BeforeAll
  static void start() {
    vcsim = Vcsim.start("-vms", "2", "-disk-bytes", "2097152", "-off");
  }

  @AfterAll
  static void end() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  @Override
  protected SourceProvider provider() {
    return new VsphereProvider(Clock.systemUTC());
  }

  @Override
  protected Endpoint endpoint() {
    return new Endpoint("u-1", "ns", "vc", vcsim.url(), Map.of());
  }

  @Override
  protected Endpoint nonsense() {
    return new Endpoint("u-1", "ns", "vc", "ftp://somewhere", Map.of());
  }

  @Override
  protected Credentials credentials() {
    return new Credentials(
        Map.of("user", Vcsim.USER, "password", Vcsim.PASSWORD, "ca.crt", vcsim.certificate()));
  }

  @Test
  void knowsTheServersFingerprint() {
    try (SourceConnection connection = provider().connect(endpoint(), credentials())) {
      assertThat(connection.fingerprint()).isEqualTo(vcsim.thumbprint());
    }
  }

  @Test
  void explainsACertificateThatIsNotTrusted() {
    Credentials strangers = new Credentials(Map.of("user", Vcsim.USER, "password", Vcsim.PASSWORD));
    assertThatThrownBy(() -> provider().connect(endpoint(), strangers))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(vcsim.thumbprint())
        .hasMessageContaining("Acme Co")
        .hasMessageContaining("ca.crt");
  }

  @Test
  void refusesAVcenterThatIsCalledAHost() {
    Endpoint host = new Endpoint("u", "ns", "vc", vcsim.url(), Map.of("sdkEndpoint", "esxi"));
    assertThatThrownBy(() -> provider().connect(host, credentials()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("sdkEndpoint");
  }
}
