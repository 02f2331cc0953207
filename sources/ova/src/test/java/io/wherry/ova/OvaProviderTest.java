package io.wherry.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.Share;
import io.wherry.spi.SourceConnection;
import io.wherry.testkit.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OvaProviderTest {
  @TempDir Path root;
  private final OvaProvider provider = new OvaProvider(Clock.systemUTC());

  private static Endpoint at(String url) {
    return new Endpoint("uid-1", "ns", "catalog", url, Map.of());
  }

  private static byte[] appliance(String name) {
    return new TarWriter()
        .file(name + ".ovf", new SampleOvf().id(name).bytes())
        .file("disk1.vmdk", "bytes")
        .finished();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/dir", "host", "host:relative", "http//x:y", "ho st:/x", "host:"})
  void refusesUrlsOfAnotherForm(String url) {
    assertThat(provider.check(at(url), Credentials.NONE))
        .singleElement()
        .satisfies(p -> assertThat(p.code().wire()).isEqualTo("UrlNotValid"))
        .satisfies(p -> assertThat(p.message()).contains("server:/absolute/path"));
  }

  @Test
  void saysThatADirectoryDoesNotExist() {
    assertThatThrownBy(() -> provider.connect(at("localhost:/no/such"), Credentials.NONE))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("/no/such");
  }

  @Test
  void findsSharesMountedOnThisMachine() throws IOException {
    Path mounts =
        Files.writeString(
            root.resolve("mounts"),
            """
            proc /proc proc rw 0 0
            nas:/export %s nfs4 ro,vers=4.2 0 0
            other:/export /nowhere nfs ro 0 0
            """
                .formatted(root.toString().replace(" ", "\\040")));
    Files.createDirectories(root.resolve("ova/sub"));
    var mounted = new OvaProvider(Clock.systemUTC(), mounts, Duration.ofSeconds(60));
    try (SourceConnection c = mounted.connect(at("nas:/export/ova"), Credentials.NONE)) {
      assertThat(c.shares()).containsExactly(new Share("nas", "/export/ova", "/ova"));
    }
    assertThatThrownBy(() -> mounted.connect(at("nas:/private"), Credentials.NONE))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("mount -t nfs");
  }

  @Test
  void followsWhatComesAndGoes() throws Exception {
    var listener = new RecordingListener();
    Path file = root.resolve("web.ova");
    try (SourceConnection c = provider.connect(at("localhost:" + root), Credentials.NONE)) {
      c.follow(listener);
      listener.awaitParity();
      assertThat(listener.rows("vms")).isEmpty();
      Files.write(file, appliance("web"));
      await()
          .atMost(Duration.ofSeconds(2))
          .untilAsserted(() -> assertThat(listener.named("vms", "web")).isPresent());
      Files.createDirectories(root.resolve("sub"));
      Files.write(root.resolve("sub/db.ova"), appliance("db"));
      await()
          .atMost(Duration.ofSeconds(3))
          .untilAsserted(() -> assertThat(listener.named("vms", "db")).isPresent());
      Files.delete(file);
      await()
          .atMost(Duration.ofSeconds(2))
          .untilAsserted(() -> assertThat(listener.named("vms", "web")).isEmpty());
    }
    assertThat(listener.mistakes()).isEmpty();
  }

  @Test
  void showsAnApplianceOnlyWhenItIsWritten() throws Exception {
    var listener = new RecordingListener();
    byte[] whole = appliance("web");
    Path file = root.resolve("web.ova");
    Files.write(file, java.util.Arrays.copyOf(whole, 1000));
    try (SourceConnection c = provider.connect(at("localhost:" + root), Credentials.NONE)) {
      c.follow(listener);
      await()
          .untilAsserted(() ->
              assertThat(listener.named("appliances", "web.ova"))
                  .hasValueSatisfying(
                      r -> assertThat(r.atDetail(0).path("state").asText()).isEqualTo("Waiting")));
      assertThat(listener.rows("vms")).isEmpty();
      Files.write(
          file, java.util.Arrays.copyOfRange(whole, 1000, whole.length), StandardOpenOption.APPEND);
      await()
          .atMost(Duration.ofSeconds(3))
          .untilAsserted(() -> assertThat(listener.named("vms", "web")).isPresent());
    }
  }

  @Test
  void keepsGoingWhenTheDirectoryGoesAway() throws Exception {
    Path directory = Files.createDirectories(root.resolve("catalog"));
    var quick = new OvaProvider(Clock.systemUTC(), root, Duration.ofMillis(100));
    var listener = new RecordingListener();
    try (SourceConnection c = quick.connect(at("localhost:" + directory), Credentials.NONE)) {
      c.follow(listener);
      listener.awaitParity();
      Files.delete(directory);
      await().untilAsserted(() -> assertThat(listener.failure()).contains("catalog"));
      assertThatThrownBy(c::test).isInstanceOf(PeerUnavailable.class);
    }
  }
}
