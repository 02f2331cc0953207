package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input that no client should send, one line each: code, reason and how the message begins. */
class BadInputTest {
  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    assertThat(server.post(CORE + "configmaps", configMap("there", "v")).statusCode())
        .isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String body(String text) {
    return text.replace("DEEP", "{\"a\":".repeat(500) + "1" + "}".repeat(500))
        .replace("YAML", "a: &a [x]\nb: *a\nb: c\n")
        .replace("LONG", "x".repeat(2_000_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "POST | configmaps | application/json | {\"metadata\": | 400 | BadRequest",
        "POST | configmaps | application/json | \"text\" | 400 | BadRequest",
        "POST | configmaps | application/json | {\"a\":1}{\"b\":2} | 400 | BadRequest",
        "POST | configmaps | application/json | DEEP | 400 | BadRequest",
        "POST | configmaps | application/yaml | YAML | 400 | BadRequest",
        "POST | configmaps | application/yaml | a: [1 | 400 | BadRequest",
        "POST | configmaps | application/json | {\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}} | 400 | BadRequest",
        "POST | configmaps | application/json | {\"apiVersion\":\"v9\",\"metadata\":{\"name\":\"a\"}} | 400 | BadRequest",
        "POST | configmaps | application/json | {\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"LONG\"}} | 413 | RequestEntityTooLarge",
        "POST | configmaps | application/json | {\"metadata\":{\"name\":\"A_b\"}} | 422 | Invalid",
        "POST | configmaps?fieldValidation=Strict | application/json | {\"metadata\":{\"name\":\"a\"},\"x\":1} | 400 | BadRequest",
        "PUT | configmaps/there | application/json | {\"metadata\":{\"name\":\"there\",\"resourceVersion\":\"1\"}} | 409 | Conflict",
        "PUT | configmaps/there | application/json | {\"metadata\":{\"name\":\"other\"}} | 400 | BadRequest",
        "PUT | configmaps/missing | application/json | {\"metadata\":{\"name\":\"missing\",\"resourceVersion\":\"1\"}} | 404 | NotFound",
        "PATCH | configmaps/missing | application/merge-patch+json | {} | 404 | NotFound",
        "PATCH | configmaps/there | application/json-patch+json | [{\"op\":\"remove\",\"path\":\"/data/none\"}] | 422 | Invalid",
        "PATCH | configmaps/there | application/json-patch+json | [{\"op\":\"jump\",\"path\":\"/data\"}] | 400 | BadRequest",
        "PATCH | configmaps/there | application/json-patch+json | {} | 400 | BadRequest",
        "PATCH | configmaps/there | application/merge-patch+json | [1] | 400 | BadRequest",
        "PATCH | configmaps/there | text/plain | {} | 415 | UnsupportedMediaType",
        "POST | configmaps | text/plain | {} | 415 | UnsupportedMediaType",
        "DELETE | configmaps/there | application/json | {\"preconditions\":{\"uid\":\"no\"}} | 409 | Conflict",
        "GET | configmaps?continue=%25%25 | application/json | ~~ | 400 | BadRequest",
        "GET | configmaps?labelSelector=a%3D%3D%3Db | application/json | ~~ | 400 | BadRequest",
        "GET | configmaps?resourceVersion=999999999&resourceVersionMatch=Exact | application/json | ~~ | 504 | Timeout",
      })
  void answersWithTheStatusOfKubernetes(
      String method, String path, String type, String body, int code, String reason)
      throws Exception {
    HttpResponse<String> answer = server.send(method, CORE + path, type, body(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
    JsonNode status = json(answer);
    assertThat(status.path("kind").asText()).isEqualTo("Status");
    assertThat(status.path("reason").asText()).isEqualTo(reason);
    assertThat(status.path("code").asInt()).isEqualTo(code);
    assertThat(status.path("message").asText()).isNotBlank().hasSizeLessThan(2_000);
  }

  @Test
  void givesATokenForTheRestWhenAPageIsForgotten() throws Exception {
    for (String name : new String[] {"a", "b", "c"}) {
      server.post(LEASES, "{\"metadata\":{\"name\":\"" + name + "\"}}");
    }
    String token = json(server.get(LEASES + "?limit=1")).at("/metadata/continue").asText();
    for (int i = 0; i < 1_100; i++) {
      server.merge(LEASES + "/c", "{\"spec\":{\"holderIdentity\":\"" + i + "\"}}");
    }
    HttpResponse<String> late = server.get(LEASES + "?limit=1&continue=" + token);
    assertThat(late.statusCode()).isEqualTo(410);
    assertThat(json(late).path("reason").asText()).isEqualTo("Expired");
    String fresh = json(late).at("/metadata/continue").asText();
    assertThat(json(server.get(LEASES + "?continue=" + fresh)).path("items"))
        .extracting(item -> item.at("/metadata/name").asText())
        .containsExactly("b", "c");
  }
}
