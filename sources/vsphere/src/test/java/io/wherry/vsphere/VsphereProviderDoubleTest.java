package io.wherry.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.testkit.RecordingListener;
import io.wherry.testkit.SourceProviderContract;
import io.wherry.testkit.vsphere.SimEstate;
import io.wherry.testkit.vsphere.VsphereDouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of sources against our own vCenter, and what that one can do wrong. */
class VsphereProviderDoubleTest extends SourceProviderContract {
  @TempDir private Path folder;
  private Doubles doubles;

  @BeforeEach
  void start() throws IOException {
    doubles = new Doubles(folder);
    doubles.machine("web");
    doubles.machine("db");
  }

  @AfterEach
  void end() {
    doubles.close();
  }

  @Override
  protected SourceProvider provider() {
    return new VsphereProvider(Clock.systemUTC());
  }

  @Override
  protected Endpoint endpoint() {
    return doubles.endpoint();
  }

  @Override
  protected Endpoint nonsense() {
    return new Endpoint("u-1", "ns", "vc", "http://vc/sdk", Map.of());
  }

  @Override
  protected Credentials credentials() {
    return doubles.credentials();
  }

  @Test
  void aWrongPasswordIsTriedOnceHoweverOftenItIsAsked() {
    Credentials wrong =
        new Credentials(
            Map.of(
                "user",
                VsphereDouble.USER,
                "password",
                "guess",
                "thumbprint",
                doubles.server.thumbprint()));
    assertThatThrownBy(() -> provider().connect(endpoint(), wrong))
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("incorrect user name or password")
        .hasMessageNotContaining("guess");
    assertThat(doubles.server.refusedLogins()).isEqualTo(1);
  }

  @Test
  void aPasswordThatIsChangedMeanwhileIsTriedOnceByAllThreads() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (SourceConnection connection = doubles.connect()) {
      connection.follow(listener);
      listener.awaitParity();
      doubles.server.changePassword("new");
      doubles.server.endSessions();
      await().atMost(Duration.ofSeconds(20)).until(() -> !listener.failure().isEmpty());
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(connection::test).isInstanceOf(PeerRefused.class);
      }
      assertThat(doubles.server.refusedLogins()).isEqualTo(1);
      assertThat(listener.rows("vms")).hasSize(2); // what was read stays
    }
  }

  @Test
  void theInventoryGoesOnAfterARestartOfTheVcenter() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (SourceConnection connection = doubles.connect()) {
      connection.follow(listener);
      listener.awaitParity();
      doubles.estate.misdeeds().answerEverythingWith(503);
      doubles.server.endSessions();
      await().atMost(Duration.ofSeconds(20)).until(() -> listener.failure().contains("503"));
      doubles.estate.remove(doubles.estate.add("gone"));
      doubles.machine("late");
      doubles.estate.misdeeds().answerEverythingWith(0);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> listener.named("vms", "late").isPresent() && listener.failure().isEmpty());
      assertThat(listener.mistakes()).isEmpty();
      connection.test();
    }
  }

  @Test
  void anExpiredCertificateIsExplained() {
    try (SimEstate estate = new SimEstate();
        VsphereDouble expired = VsphereDouble.expired(estate)) {
      Credentials byCa =
          new Credentials(
              Map.of(
                  "user", VsphereDouble.USER,
                  "password", VsphereDouble.PASSWORD,
                  "ca.crt", expired.pem()));
      Endpoint endpoint = new Endpoint("u", "ns", "vc", expired.url(), Map.of());
      assertThatThrownBy(() -> provider().connect(endpoint, byCa))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("CN=vcenter.test")
          .hasMessageContaining("valid from");
      assertThat(expired.logins()).isZero();
    }
  }

  @Test
  void nobodyThereIsUnavailable() {
    Endpoint nowhere = new Endpoint("u", "ns", "vc", "https://127.0.0.1:1/sdk", Map.of());
    assertThatThrownBy(() -> provider().connect(nowhere, credentials()))
        .isInstanceOf(PeerUnavailable.class);
  }

  @Test
  void missingPrivilegesAreNamed() {
    doubles.estate.misdeeds().revoke("VirtualMachine.State.CreateSnapshot");
    try (SourceConnection connection = doubles.connect()) {
      assertThat(connection.missingPrivileges())
          .containsExactly("VirtualMachine.State.CreateSnapshot");
    }
  }

  @Test
  void passwordsAreNeverShown() {
    assertThat(EndpointSettings.of(endpoint(), credentials()).toString())
        .doesNotContain(VsphereDouble.PASSWORD);
  }

  @Test
  void missingKeysAreNamedOneByOne() {
    assertThat(provider().check(endpoint(), Credentials.NONE))
        .extracting(p -> p.code().wire() + " " + p.subject().name())
        .containsExactly("SecretNotValid user", "SecretNotValid password");
    Endpoint odd =
        new Endpoint("u", "ns", "vc", doubles.server.url(), Map.of("sdkEndpoint", "both"));
    assertThat(provider().check(odd, credentials()))
        .extracting(p -> p.code().wire())
        .containsExactly("SettingsNotValid");
  }
}
