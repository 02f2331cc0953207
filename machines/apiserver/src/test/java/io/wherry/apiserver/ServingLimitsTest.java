package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One user's flood and a client that reads nothing take nothing from the others. */
class ServingLimitsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    ServingLimits limits = new ServingLimits(5, 2, Duration.ofSeconds(2));
    ApiPolicies policies = ApiPolicies.NONE.limited(limits);
    server = TestServer.start(directory, settings -> settings.withPolicies(policies));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A request whose body has begun and does not go on. */
  private record Slow(PipedOutputStream body, CompletableFuture<HttpResponse<String>> answer) {
    static Slow begin() throws Exception {
      return begin(server.token);
    }

    static Slow begin(String token) throws Exception {
      PipedOutputStream body = new PipedOutputStream();
      PipedInputStream in = new PipedInputStream(body);
      var request =
          server
              .request(MAPS)
              .header("Content-Type", "application/json")
              .setHeader("Authorization", "Bearer " + token)
              .POST(BodyPublishers.ofInputStream(() -> in))
              .build();
      Slow slow = new Slow(body, server.http.sendAsync(request, BodyHandlers.ofString()));
      body.write(' ');
      body.flush();
      return slow;
    }

    HttpResponse<String> end(String rest) throws Exception {
      body.write(rest.getBytes(StandardCharsets.UTF_8));
      body.close();
      return answer.get();
    }
  }

  @Test
  void sendsAwayWhoComesTooOftenAndServesOthers() throws Exception {
    String other = server.accountToken("default", "calm");
    Slow first = Slow.begin();
    Slow second = Slow.begin();
    await().until(() -> server.get(MAPS).statusCode() == 429);
    HttpResponse<String> refused = server.get(MAPS);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(json(refused).path("reason").asText()).isEqualTo("TooManyRequests");
    assertThat(json(refused).path("message").asText())
        .isEqualTo("Too many requests, please try again later.");
    assertThat(server.as(other, "GET", "/api/v1", "").statusCode()).isEqualTo(200);
    assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    try (InputStream watch = server.stream(MAPS + "?watch=1").body()) {
      assertThat(first.end(configMap("one", "1")).statusCode()).isEqualTo(201);
      assertThat(second.end(configMap("two", "2")).statusCode()).isEqualTo(201);
      assertThat(watch.read()).isEqualTo('{');
    }
    assertThat(server.get(MAPS).statusCode()).isEqualTo(200);
  }

  @Test
  void keepsPlacesForOwnControllers() throws Exception {
    String own =
        new YAMLMapper().readTree(server.server.ownKubeconfig()).at("/users/0/user/token").asText();
    String calm = server.accountToken("default", "calm");
    server.post(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        """
        {"metadata": {"name": "flood"},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
         "subjects": [{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io",
                       "name": "system:serviceaccounts:default"}]}
        """);
    List<Slow> flood = new ArrayList<>();
    for (String token :
        List.of(
            server.token,
            server.accountToken("default", "a"),
            server.accountToken("default", "b"))) {
      flood.add(Slow.begin(token));
      flood.add(Slow.begin(token));
    }
    await().until(() -> server.as(calm, "GET", "/api/v1", "").statusCode() == 429);
    assertThat(server.as(own, "GET", MAPS, "").statusCode()).isEqualTo(200);
    for (Slow slow : flood) {
      HttpResponse<String> _ = slow.end("{}");
    }
    List<Slow> ours = List.of(Slow.begin(own), Slow.begin(own), Slow.begin(own), Slow.begin(own));
    assertThat(server.get(MAPS).statusCode()).isEqualTo(200);
    for (Slow slow : ours) {
      HttpResponse<String> _ = slow.end("{}");
    }
  }

  @Test
  void dropsAWatcherThatReadsNothing() throws Exception {
    try (HttpClient slow =
        HttpClient.newBuilder()
            .sslContext(server.http.sslContext())
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      var request = server.request(MAPS + "?watch=1&labelSelector=big").build();
      try (InputStream unread = slow.send(request, BodyHandlers.ofInputStream()).body()) {
        await().until(() -> openWatches() >= 1);
        for (int i = 0; i < 40; i++) {
          String map = configMap("big-" + i, "x".repeat(900_000));
          server.post(MAPS, map.replace("\"name\"", "\"labels\":{\"big\":\"\"},\"name\""));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> openWatches() == 0);
        assertThat(unread.read()).isEqualTo('{');
      }
    }
  }

  private static double openWatches() throws Exception {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("apiserver_longrunning_requests "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
        .sum();
  }
}
