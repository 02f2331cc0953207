package io.wherry.ovirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.testkit.RecordingListener;
import io.wherry.testkit.SourceProviderContract;
import io.wherry.testkit.ovirt.OvirtDouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of sources against our own engine, and what that one can do wrong. */
class OvirtProviderDoubleTest extends SourceProviderContract {
  @TempDir private Path folder;
  private Doubles doubles;
  private String web;

  @BeforeEach
  void start() throws IOException {
    doubles = new Doubles(folder);
    web = doubles.machine("web");
    var _ = doubles.machine("db");
  }

  @AfterEach
  void end() {
    doubles.close();
  }

  @Override
  protected SourceProvider provider() {
    return Doubles.provider();
  }

  @Override
  protected Endpoint endpoint() {
    return doubles.endpoint();
  }

  @Override
  protected Endpoint nonsense() {
    return new Endpoint("u-1", "ns", "rhv", "http://engine/ovirt-engine/api", Map.of());
  }

  @Override
  protected Credentials credentials() {
    return doubles.credentials();
  }

  private RecordingListener following(SourceConnection connection) throws InterruptedException {
    RecordingListener listener = new RecordingListener();
    connection.follow(listener);
    listener.awaitParity();
    return listener;
  }

  @Test
  void aWrongPasswordIsTriedOnceHoweverOftenItIsAsked() {
    assertThatThrownBy(() -> provider().connect(endpoint(), doubles.credentials("guess")))
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("Cannot authenticate user")
        .hasMessageNotContaining("guess");
    assertThat(doubles.engine.refusedLogins()).isEqualTo(1);
  }

  @Test
  void aPasswordThatIsChangedMeanwhileIsTriedOnce() throws Exception {
    try (SourceConnection connection = doubles.connect()) {
      RecordingListener listener = following(connection);
      doubles.engine.changePassword("new");
      doubles.engine.endTokens();
      await().atMost(Duration.ofSeconds(20)).until(() -> !listener.failure().isEmpty());
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(connection::test).isInstanceOf(PeerRefused.class);
      }
      assertThat(doubles.engine.refusedLogins()).isEqualTo(1);
      assertThat(listener.rows("vms")).hasSize(2); // what was read stays
    }
  }

  @Test
  void anEndedTokenIsReplacedWithoutAWord() {
    try (SourceConnection connection = doubles.connect()) {
      doubles.engine.endTokens();
      connection.test();
      assertThat(doubles.engine.logins()).isEqualTo(2);
    }
  }

  @Test
  void theInventoryGoesOnAfterARestartOfTheEngine() throws Exception {
    try (SourceConnection connection = doubles.connect()) {
      RecordingListener listener = following(connection);
      doubles.engine.answerEverythingWith(503);
      await().atMost(Duration.ofSeconds(20)).until(() -> listener.failure().contains("503"));
      doubles.estate.remove("vms", web);
      doubles.estate.event(113, web);
      String late = doubles.machine("late");
      doubles.estate.event(34, late);
      doubles.engine.restart();
      doubles.engine.answerEverythingWith(0);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> listener.named("vms", "late").isPresent() && listener.failure().isEmpty());
      assertThat(listener.named("vms", "web")).isEmpty();
      assertThat(listener.mistakes()).isEmpty();
    }
  }

  @Test
  void eventsTellWhatHasChanged() throws Exception {
    try (SourceConnection connection = doubles.connect()) {
      RecordingListener listener = following(connection);
      connection.power().orElseThrow().powerOn(web);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() ->
              listener.named("vms", "web").orElseThrow().machine().orElseThrow().powerState()
                  == PowerState.On);
      assertThat(listener.named("vms", "web").orElseThrow().atDetail(2).path("revision").asInt())
          .isEqualTo(2);
      assertThat(listener.mistakes()).isEmpty();
    }
  }

  @Test
  void powerIsSwitchedAndAskedTwiceWithoutHarm() {
    try (SourceConnection connection = doubles.connect()) {
      var power = connection.power().orElseThrow();
      power.powerOn(web);
      power.powerOn(web);
      assertThat(power.state(web)).isEqualTo(PowerState.On);
      power.shutDown(web);
      power.shutDown(web);
      power.powerOff(web);
      assertThat(power.state(web)).isEqualTo(PowerState.Off);
      assertThatThrownBy(() -> power.powerOff("nobody")).isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void nobodyThereIsUnavailable() {
    Endpoint nowhere = new Endpoint("u", "ns", "rhv", "https://127.0.0.1:1", Map.of());
    assertThatThrownBy(() -> provider().connect(nowhere, credentials()))
        .isInstanceOf(PeerUnavailable.class);
  }

  @Test
  void strangersAreNotTold() {
    Credentials noCa =
        new Credentials(Map.of("user", OvirtDouble.USER, "password", OvirtDouble.PASSWORD));
    assertThatThrownBy(() -> provider().connect(endpoint(), noCa))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("CN=engine.test")
        .hasMessageContaining(doubles.engine.thumbprint());
    assertThat(doubles.engine.logins()).isZero();
  }

  @Test
  void anotherServerIsNoEngine() {
    doubles.engine.answerEverythingWith(404);
    assertThatThrownBy(() -> provider().connect(endpoint(), credentials()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("address of an engine's API");
  }

  @Test
  void missingKeysAreNamedOneByOne() {
    assertThat(provider().check(endpoint(), Credentials.NONE))
        .extracting(p -> p.code().wire() + " " + p.subject().name())
        .containsExactly("SecretNotValid user", "SecretNotValid password");
  }
}
