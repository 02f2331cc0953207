package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every refusal is a Status with Kubernetes' code, reason and wording. */
class BadRequestsTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

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

  private static void assertStatus(HttpResponse<String> answer, int code, String reason)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
    assertThat(json(answer).path("kind").asText()).isEqualTo("Status");
    assertThat(json(answer).path("reason").asText()).isEqualTo(reason);
    assertThat(json(answer).path("code").asInt()).isEqualTo(code);
  }

  @Test
  void refusesWithoutOrWithWrongToken() throws Exception {
    URI uri = URI.create(server.server.url() + MAPS);
    var bare = HttpRequest.newBuilder(uri).build();
    assertStatus(server.http.send(bare, BodyHandlers.ofString()), 401, "Unauthorized");
    var wrong = HttpRequest.newBuilder(uri).header("Authorization", "Bearer x").build();
    assertStatus(server.http.send(wrong, BodyHandlers.ofString()), 401, "Unauthorized");
    URI health = URI.create(server.server.url() + "/readyz");
    var open = HttpRequest.newBuilder(health).build();
    assertThat(server.http.send(open, BodyHandlers.ofString()).body()).isEqualTo("ok");
  }

  @Test
  void refusesPagesOfOtherSites() throws Exception {
    var origin = server.request(MAPS).header("Origin", "https://evil.example").build();
    assertStatus(server.http.send(origin, BodyHandlers.ofString()), 403, "Forbidden");
    var ours = server.request(MAPS).header("Origin", server.server.url()).build();
    assertThat(server.http.send(ours, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesBodiesThatAreNoObjects() throws Exception {
    assertStatus(server.post(MAPS, "{\"metadata\":"), 400, "BadRequest");
    assertStatus(server.post(MAPS, ""), 400, "BadRequest");
    assertStatus(server.post(MAPS, "[1]"), 400, "BadRequest");
    assertStatus(server.post(MAPS, "{\"metadata\":7}"), 400, "BadRequest");
    assertStatus(server.post(MAPS, "[".repeat(100_000)), 400, "BadRequest");
    assertStatus(server.post(MAPS, "{} {}"), 400, "BadRequest");
    assertStatus(server.send("POST", MAPS, "text/csv", "a,b"), 415, "UnsupportedMediaType");
    String yaml = "a: &x [1]\nb: *x\n".repeat(3);
    assertStatus(server.send("POST", MAPS, "application/yaml", yaml), 400, "BadRequest");
  }

  @Test
  void refusesBodiesThatAreTooLarge() throws Exception {
    String huge = configMap("huge", "x".repeat(3 * 1024 * 1024));
    assertStatus(server.post(MAPS, huge), 413, "RequestEntityTooLarge");
  }

  @Test
  void refusesWrongKindsNamesAndPlaces() throws Exception {
    assertStatus(server.post(MAPS, "{\"kind\":\"Pod\",\"metadata\":{}}"), 400, "BadRequest");
    String version = "{\"apiVersion\":\"v2\",\"metadata\":{\"name\":\"a\"}}";
    assertStatus(server.post(MAPS, version), 400, "BadRequest");
    String elsewhere = "{\"metadata\":{\"name\":\"a\",\"namespace\":\"other\"}}";
    assertStatus(server.post(MAPS, elsewhere), 400, "BadRequest");
    assertStatus(server.post(MAPS, "{}"), 422, "Invalid");
    assertStatus(server.post(MAPS, configMap("Not_Valid", "v")), 422, "Invalid");
    String missing = "/api/v1/namespaces/missing/configmaps";
    assertStatus(server.post(missing, configMap("a", "v")), 404, "NotFound");
    for (String path :
        List.of("/api/v1/nonsense", "/apis/no.such/v1", "/nonsense", "/api/v1/configmaps/a")) {
      var answer = server.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.body()).isEqualTo("404 page not found\n");
    }
    assertStatus(server.post("/api/v1/configmaps", "{}"), 405, "MethodNotAllowed");
    assertStatus(server.send("PUT", MAPS, "application/json", "{}"), 405, "MethodNotAllowed");
  }

  @Test
  void refusesOptionsThatMakeNoSense() throws Exception {
    assertStatus(server.get(MAPS + "?labelSelector=a%20b"), 400, "BadRequest");
    assertStatus(server.get(MAPS + "?fieldSelector=data.k=v"), 400, "BadRequest");
    assertStatus(server.get(MAPS + "?limit=-1"), 400, "BadRequest");
    assertStatus(server.get(MAPS + "?continue=nonsense"), 400, "BadRequest");
    assertStatus(server.get(MAPS + "?watch=1&resourceVersion=abc"), 500, "");
    assertStatus(server.post(MAPS + "?dryRun=Some", "{}"), 400, "BadRequest");
    assertStatus(server.post(MAPS + "?fieldValidation=Maybe", "{}"), 400, "BadRequest");
    assertThat(server.send("PATCH", MAPS + "/a", "application/json", "{}").statusCode())
        .isEqualTo(415);
  }

  @Test
  void namesUnknownFieldsStrictlyOrAsWarnings() throws Exception {
    String odd = "{\"metadata\":{\"name\":\"odd\"},\"dota\":{}}";
    assertStatus(server.post(MAPS + "?fieldValidation=Strict", odd), 400, "BadRequest");
    HttpResponse<String> warned = server.post(MAPS, odd);
    assertThat(warned.statusCode()).isEqualTo(201);
    assertThat(warned.headers().firstValue("Warning"))
        .hasValue("299 - \"unknown field \\\"dota\\\"\"");
    assertThat(json(warned).has("dota")).isFalse();
  }

  @Test
  void refusesStaleWritesAndTheSameNameTwice() throws Exception {
    HttpResponse<String> made = server.post(MAPS, configMap("stale", "v"));
    assertStatus(server.post(MAPS, configMap("stale", "v")), 409, "AlreadyExists");
    assertThat(server.merge(MAPS + "/stale", "{\"data\":{\"k\":\"w\"}}").statusCode())
        .isEqualTo(200);
    HttpResponse<String> late =
        server.send("PUT", MAPS + "/stale", "application/json", made.body());
    assertStatus(late, 409, "Conflict");
    assertThat(json(late).path("message").asText())
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"stale\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
  }

  @Test
  void tellsWhatTheHttpLayerRefusesAsAStatusToo() throws Exception {
    assertStatus(server.get("/api/v1/namespaces/%2e%2e/configmaps"), 400, "BadRequest");
    assertStatus(server.get("/api/v1/namespaces/a%2Fb/configmaps"), 400, "BadRequest");
    var endless =
        server
            .request(MAPS)
            .version(HttpClient.Version.HTTP_1_1)
            .header("X-Long", "x".repeat(40_000))
            .build();
    assertThat(server.http.send(endless, BodyHandlers.ofString()).statusCode()).isEqualTo(431);
  }

  @Test
  void refusesAnswersInFormsItCannotWrite() throws Exception {
    var request = server.request(MAPS).header("Accept", "text/html").build();
    assertStatus(server.http.send(request, BodyHandlers.ofString()), 406, "NotAcceptable");
  }
}
