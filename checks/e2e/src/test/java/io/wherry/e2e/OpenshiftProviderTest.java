package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.openshift.OpenshiftProvider;
import io.wherry.problems.PeerRefused;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceProvider;
import io.wherry.testkit.SourceProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of sources against another standalone server. */
class OpenshiftProviderTest extends SourceProviderContract {
  private static final int SIZE = 4 << 20;

  @TempDir private static Path folder;
  private static OtherServer other;

  @BeforeAll
  static void start() throws IOException {
    other = OtherServer.start(folder.resolve("a"));
    other.claim("web-root", SIZE);
    await().atMost(Duration.ofSeconds(60)).until(() -> other.isBound("web-root"));
    other.fill(Files.write(folder.resolve("d.raw"), new byte[SIZE]));
    other.machine("web-1", "web-root");
  }

  @AfterAll
  static void end() throws IOException {
    other.close();
  }

  @Override
  protected SourceProvider provider() {
    return new OpenshiftProvider(Clock.systemUTC());
  }

  @Override
  protected Endpoint endpoint() {
    try {
      return new Endpoint("u-1", "ns", "other", other.url(), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Endpoint nonsense() {
    return new Endpoint("u-1", "ns", "other", "http://other:6443", Map.of());
  }

  @Override
  protected Credentials credentials() {
    try {
      return new Credentials(Map.of("token", other.token(), "ca.crt", other.authority()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aWrongTokenIsRefusedAndNotShown() throws IOException {
    Credentials wrong = new Credentials(Map.of("token", "guess", "ca.crt", other.authority()));
    assertThatThrownBy(() -> provider().connect(endpoint(), wrong))
        .isInstanceOf(PeerRefused.class)
        .hasMessageNotContaining("guess");
    assertThat(provider().check(endpoint(), Credentials.NONE))
        .extracting(p -> p.subject().name())
        .containsExactly("token");
  }
}
