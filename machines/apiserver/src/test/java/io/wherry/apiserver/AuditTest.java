package io.wherry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.audit.AuditExtent;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who changed what is in the audit log; what they wrote is not. */
class AuditTest {
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    ApiPolicies policies = ApiPolicies.NONE.audited(AuditExtent.WRITES);
    server = TestServer.start(directory, settings -> settings.withPolicies(policies));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String log() throws Exception {
    return Files.readString(directory.resolve("audit/audit.log"));
  }

  private static boolean isRefused(JsonNode event) {
    int code = event.at("/responseStatus/code").asInt();
    return code == 401 || code == 403;
  }

  /** The line is written after the answer has left. */
  private static JsonNode event(Predicate<JsonNode> wanted) {
    List<JsonNode> found = new ArrayList<>();
    Awaitility.await()
        .until(() -> {
          for (String line : log().lines().toList()) {
            JsonNode event = TestServer.JSON.readTree(line);
            if (wanted.test(event)) {
              found.add(event);
            }
          }
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  @Test
  void tellsWhoChangedWhatWithoutItsContent() throws Exception {
    String secret = "{\"metadata\":{\"name\":\"key\"},\"stringData\":{\"k\":\"hunter2\"}}";
    assertThat(server.post(SECRETS, secret).statusCode()).isEqualTo(201);
    JsonNode event = event(e -> e.path("requestURI").asText().equals(SECRETS) && !isRefused(e));
    assertThat(event.path("kind").asText()).isEqualTo("Event");
    assertThat(event.path("apiVersion").asText()).isEqualTo("audit.k8s.io/v1");
    assertThat(event.path("level").asText()).isEqualTo("Metadata");
    assertThat(event.path("verb").asText()).isEqualTo("create");
    assertThat(event.path("requestURI").asText()).isEqualTo(SECRETS);
    assertThat(event.at("/objectRef/namespace").asText()).isEqualTo("default");
    assertThat(event.at("/objectRef/apiVersion").asText()).isEqualTo("v1");
    assertThat(event.at("/responseStatus/code").asInt()).isEqualTo(201);
    assertThat(event.at("/user/username").asText()).isNotEmpty();
    assertThat(event.at("/user/groups").toString()).contains("system:masters");
    Instant received = Instant.parse(event.path("requestReceivedTimestamp").asText());
    assertThat(Instant.parse(event.path("stageTimestamp").asText())).isAfterOrEqualTo(received);
    assertThat(log()).doesNotContain("hunter2").doesNotContain(server.token);
  }

  @Test
  void leavesReadsOutButTellsOfRefusals() throws Exception {
    assertThat(server.get(SECRETS + "?limit=7").statusCode()).isEqualTo(200);
    String stranger = server.accountToken("default", "stranger");
    assertThat(server.as(stranger, "GET", SECRETS + "/key", "").statusCode()).isEqualTo(403);
    JsonNode refused = event(e -> e.at("/user/username").asText().endsWith(":stranger"));
    assertThat(refused.path("verb").asText()).isEqualTo("get");
    assertThat(refused.at("/user/username").asText())
        .isEqualTo("system:serviceaccount:default:stranger");
    assertThat(server.as("forged", "GET", SECRETS, "").statusCode()).isEqualTo(401);
    JsonNode unknown = event(e -> e.at("/responseStatus/code").asInt() == 401);
    assertThat(unknown.at("/user/username").asText()).isEqualTo("system:anonymous");
    assertThat(log()).doesNotContain("\"verb\":\"list\",\"user\":{\"username\":\"admin");
  }

  @Test
  void namesWhoActsAsSomebodyElse() throws Exception {
    var request =
        server.request(SECRETS + "/none").header("Impersonate-User", "eve").DELETE().build();
    assertThat(server.http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    JsonNode event = event(e -> e.has("impersonatedUser"));
    assertThat(event.at("/impersonatedUser/username").asText()).isEqualTo("eve");
    assertThat(event.at("/user/username").asText()).isNotEqualTo("eve");
    assertThat(event.at("/objectRef/name").asText()).isEqualTo("none");
  }
}
