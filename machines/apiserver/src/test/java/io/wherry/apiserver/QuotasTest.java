package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounds of namespaces. */
class QuotasTest {
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

  private static String namespace(String name, String hard) throws Exception {
    server.post("/api/v1/namespaces", "{\"metadata\": {\"name\": \"%s\"}}".formatted(name));
    String path = "/api/v1/namespaces/" + name;
    var made =
        server.post(
            path + "/resourcequotas",
            "{\"metadata\": {\"name\": \"bounds\"}, \"spec\": {\"hard\": %s}}".formatted(hard));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return path;
  }

  private static HttpResponse<String> claim(String namespace, String name, String size)
      throws Exception {
    return server.post(
        namespace + "/persistentvolumeclaims",
        """
        {"metadata": {"name": "%s"}, "spec": {"storageClassName": "fast",
         "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "%s"}}}}\
        """
            .formatted(name, size));
  }

  private static JsonNode used(String namespace) throws Exception {
    return json(server.get(namespace + "/resourcequotas/bounds")).at("/status/used");
  }

  @Test
  void refusesStorageBeyondTheBound() throws Exception {
    String path =
        namespace(
            "storage",
            """
            {"requests.storage": "10Gi", "fast.storageclass.storage.k8s.io/requests.storage": "8Gi"}\
            """);
    assertThat(claim(path, "one", "6Gi").statusCode()).isEqualTo(201);
    var refused = claim(path, "two", "5Gi");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).path("message").asText())
        .isEqualTo(
            "persistentvolumeclaims \"two\" is forbidden: exceeded quota: bounds, requested:"
                + " fast.storageclass.storage.k8s.io/requests.storage=5Gi,requests.storage=5Gi,"
                + " used: fast.storageclass.storage.k8s.io/requests.storage=6Gi,"
                + "requests.storage=6Gi, limited:"
                + " fast.storageclass.storage.k8s.io/requests.storage=8Gi,requests.storage=10Gi");
    await().until(() -> used(path).path("requests.storage").asText().equals("6Gi"));
    server.delete(path + "/persistentvolumeclaims/one");
    assertThat(claim(path, "two", "5Gi").statusCode()).isEqualTo(201);
    await().until(() -> used(path).path("requests.storage").asText().equals("5Gi"));
  }

  @Test
  void refusesAClaimThatGrowsBeyondTheBound() throws Exception {
    String path = namespace("growth", "{\"requests.storage\": \"10Gi\"}");
    claim(path, "one", "6Gi");
    String wish = "{\"spec\": {\"resources\": {\"requests\": {\"storage\": \"%s\"}}}}";
    String claim = path + "/persistentvolumeclaims/one";
    assertThat(server.merge(claim, wish.formatted("8Gi")).statusCode())
        .as("only bound claims grow")
        .isEqualTo(422);
    server.merge(claim + "/status", "{\"status\": {\"phase\": \"Bound\"}}");
    assertThat(server.merge(claim, wish.formatted("11Gi")).statusCode()).isEqualTo(403);
    assertThat(server.merge(claim, wish.formatted("10Gi")).statusCode()).isEqualTo(200);
  }

  @Test
  void countsObjectsOfAnyKind() throws Exception {
    String path = namespace("count", "{\"count/leases.coordination.k8s.io\": \"1\"}");
    String leases = "/apis/coordination.k8s.io/v1/namespaces/count/leases";
    assertThat(server.post(leases, "{\"metadata\": {\"name\": \"a\"}}").statusCode())
        .isEqualTo(201);
    var refused = server.post(leases, "{\"metadata\": {\"name\": \"b\"}}");
    assertThat(json(refused).path("message").asText())
        .isEqualTo(
            "leases.coordination.k8s.io \"b\" is forbidden: exceeded quota: bounds, requested:"
                + " count/leases.coordination.k8s.io=1, used: count/leases.coordination.k8s.io=1,"
                + " limited: count/leases.coordination.k8s.io=1");
    assertThat(
            server.post(leases + "?dryRun=All", "{\"metadata\": {\"name\": \"c\"}}").statusCode())
        .isEqualTo(403);
    await().until(() -> used(path).path("count/leases.coordination.k8s.io").asText().equals("1"));
  }

  @RepeatedTest(5)
  void sixteenWritersTogetherUseAllOfTheBoundAndNoMore(RepetitionInfo turn) throws Exception {
    String name = "race-" + turn.getCurrentRepetition();
    String path = namespace(name, "{\"secrets\": \"20\"}");
    int writers = 16;
    List<Future<Integer>> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < writers; w++) {
        int writer = w;
        answers.add(
            threads.submit(() -> {
              int stored = 0;
              for (int i = 0; i < 5; i++) {
                String secret = "m-%d-%d".formatted(writer, i);
                String body = "{\"metadata\": {\"name\": \"%s\"}}".formatted(secret);
                stored += server.post(path + "/secrets", body).statusCode() == 201 ? 1 : 0;
              }
              return stored;
            }));
      }
    }
    int stored = 0;
    for (Future<Integer> answer : answers) {
      stored += answer.get();
    }
    assertThat(stored).isEqualTo(20);
    assertThat(json(server.get(path + "/secrets")).path("items")).hasSize(20);
    await().until(() -> used(path).path("secrets").asText().equals("20"));
  }
}
