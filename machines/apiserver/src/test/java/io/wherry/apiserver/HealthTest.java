package io.wherry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes, in the words of a kube-apiserver. */
class HealthTest {
  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> ask(String path) throws Exception {
    return server.as("", "GET", path, "");
  }

  @Test
  void tellsWhatItLookedAt() throws Exception {
    assertThat(ask("/readyz").body()).isEqualTo("ok");
    assertThat(ask("/readyz?verbose").body())
        .isEqualTo(
            """
            [+]ping ok
            [+]store ok
            [+]store-writes ok
            [+]shutdown ok
            readyz check passed
            """);
    assertThat(ask("/livez?verbose=1").body())
        .isEqualTo("[+]ping ok\n[+]store ok\nlivez check passed\n");
    assertThat(ask("/healthz?verbose").body()).endsWith("healthz check passed\n");
  }

  @Test
  void leavesOutWhatIsNotWanted() throws Exception {
    assertThat(ask("/livez?verbose&exclude=store&exclude=etcd").body())
        .isEqualTo(
            """
            [+]ping ok
            [+]store excluded: ok
            warn: some health checks cannot be excluded: no matches for "etcd"
            livez check passed
            """);
  }

  @Test
  void answersForOneCheck() throws Exception {
    assertThat(ask("/livez/ping").body()).isEqualTo("ok");
    assertThat(ask("/readyz/store-writes").body()).isEqualTo("ok");
    assertThat(ask("/livez/nothing").statusCode()).isEqualTo(404);
  }
}
