package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.security.User;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of ServiceAccounts, other people's tokens, and requests on behalf of others. */
class LoginsTest {
  private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";
  private static final String WHO_AM_I = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  @TempDir Path directory;
  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    InstantSource source = () -> Instant.now().plus(later.get());
    TokenVerifier company =
        (token, _) ->
            token.equals("company-badge")
                ? Optional.of(
                    new TokenVerifier.Verified(
                        new User("jane", "", List.of("staff", User.AUTHENTICATED)), List.of()))
                : Optional.empty();
    server =
        TestServer.start(
            directory.resolve("data"),
            s ->
                new ApiServerSettings(
                        s.directory(),
                        s.address(),
                        0,
                        List.of(),
                        source.withZone(ZoneOffset.UTC),
                        s.logs(),
                        List.of())
                    .withPolicies(
                        new ApiPolicies(List.of(company), List.of(), EvictionGuard.NONE)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode whoIs(String token) throws Exception {
    HttpResponse<String> answer = server.as(token, "POST", WHO_AM_I, "{}");
    return answer.statusCode() == 201
        ? json(answer).at("/status/userInfo")
        : json(answer).path("code");
  }

  @Test
  void knowsServiceAccountsByTheirTokens() throws Exception {
    String token = server.accountToken("default", "robot");
    JsonNode user = whoIs(token);
    assertThat(user.path("username").asText()).isEqualTo("system:serviceaccount:default:robot");
    assertThat(user.path("groups").valueStream().map(JsonNode::asText))
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated");
    assertThat(user.at("/extra").has("authentication.kubernetes.io/credential-id")).isTrue();
    later.set(Duration.ofMinutes(61));
    assertThat(whoIs(token).asInt()).isEqualTo(401);
    later.set(Duration.ZERO);
    assertThat(whoIs(token).has("username")).isTrue();
    server.delete(ACCOUNTS + "/robot");
    assertThat(whoIs(token).asInt()).isEqualTo(401);
    String other = server.accountToken("default", "robot");
    assertThat(whoIs(token).asInt()).as("of the account before").isEqualTo(401);
    assertThat(whoIs(other).has("username")).isTrue();
  }

  @Test
  void refusesForgedTokens() throws Exception {
    String[] parts = server.accountToken("default", "robot").split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]));
    String forged = claims.replace("robot", "admin");
    assertThat(whoIs(parts[0] + "." + encoded(forged) + "." + parts[2]).asInt()).isEqualTo(401);
    String none = encoded("{\"alg\":\"none\",\"kid\":\"x\"}");
    assertThat(whoIs(none + "." + parts[1] + ".").asInt()).isEqualTo(401);
    String header = new String(Base64.getUrlDecoder().decode(parts[0]));
    String symmetric = encoded(header.replace("ES256", "HS256"));
    assertThat(whoIs(symmetric + "." + parts[1] + "." + parts[2]).asInt()).isEqualTo(401);
    assertThat(whoIs("a.b.c").asInt()).isEqualTo(401);
    assertThat(whoIs(parts[0] + "." + parts[1] + "." + encoded("")).asInt()).isEqualTo(401);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
  }

  @Test
  void bindsTokensToAudiencesAndObjects() throws Exception {
    server.accountToken("default", "robot");
    String path = ACCOUNTS + "/robot/token";
    ObjectNode vault =
        json(server.post(path, "{\"spec\":{\"audiences\":[\"vault\"],\"expirationSeconds\":900}}"));
    String token = vault.at("/status/token").asText();
    assertThat(whoIs(token).asInt()).as("not for this server").isEqualTo(401);
    String reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
    String question =
        "{\"spec\":{\"token\":\"%s\",\"audiences\":[\"vault\",\"x\"]}}".formatted(token);
    ObjectNode review = json(server.post(reviews, question));
    assertThat(review.at("/status/authenticated").asBoolean()).isTrue();
    assertThat(review.at("/status/audiences").toString()).isEqualTo("[\"vault\"]");
    String secrets = "/api/v1/namespaces/default/secrets";
    server.post(secrets, "{\"metadata\":{\"name\":\"s\"}}");
    String bond =
        "{\"spec\":{\"boundObjectRef\":{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"name\":\"s\"}}}";
    String bound = json(server.post(path, bond)).at("/status/token").asText();
    assertThat(whoIs(bound).has("username")).isTrue();
    server.delete(secrets + "/s");
    assertThat(whoIs(bound).asInt()).isEqualTo(401);
    assertThat(server.post(path, bond).statusCode()).isEqualTo(404);
    assertThat(
            json(server.post(path, "{\"spec\":{\"expirationSeconds\":60}}"))
                .path("message")
                .asText())
        .isEqualTo(
            "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid"
                + " value: 60: may not specify a duration less than 10 minutes");
  }

  @Test
  void fillsSecretsThatAskForAToken() throws Exception {
    server.accountToken("default", "robot");
    String secrets = "/api/v1/namespaces/default/secrets";
    String wish =
        """
        {"metadata":{"name":"lasting","annotations":{"kubernetes.io/service-account.name":"robot"}},
         "type":"kubernetes.io/service-account-token"}\
        """;
    assertThat(server.post(secrets, wish).statusCode()).isEqualTo(201);
    await().until(() -> json(server.get(secrets + "/lasting")).at("/data/token").isTextual());
    ObjectNode secret = json(server.get(secrets + "/lasting"));
    String token = new String(Base64.getDecoder().decode(secret.at("/data/token").asText()));
    later.set(Duration.ofDays(400));
    assertThat(whoIs(token).path("username").asText())
        .isEqualTo("system:serviceaccount:default:robot");
    server.delete(ACCOUNTS + "/robot");
    await().until(() -> server.get(secrets + "/lasting").statusCode() == 404);
    assertThat(whoIs(token).asInt()).isEqualTo(401);
  }

  @Test
  void furnishesNamespaces() throws Exception {
    server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"fresh\"}}");
    await()
        .until(() ->
            server.get("/api/v1/namespaces/fresh/serviceaccounts/default").statusCode() == 200
                && server.get("/api/v1/namespaces/fresh/configmaps/kube-root-ca.crt").statusCode()
                    == 200);
    assertThat(server.delete("/api/v1/namespaces/fresh").statusCode()).isEqualTo(200);
    await().until(() -> server.get("/api/v1/namespaces/fresh").statusCode() == 404);
  }

  @Test
  void tellsOthersHowToVerifyTokens() throws Exception {
    String token = server.accountToken("default", "robot");
    ObjectNode description = json(server.as(token, "GET", "/.well-known/openid-configuration", ""));
    String keys = description.path("jwks_uri").asText();
    assertThat(keys).startsWith("https://127.0.0.1:").endsWith("/openid/v1/jwks");
    ObjectNode set = json(server.as(token, "GET", "/openid/v1/jwks", ""));
    String header = new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]));
    assertThat(header).contains(set.at("/keys/0/kid").asText());
    assertThat(set.at("/keys/0/x").asText()).hasSize(43);
  }

  @Test
  void asksFurtherVerifiers() throws Exception {
    assertThat(whoIs("company-badge").path("username").asText()).isEqualTo("jane");
    assertThat(whoIs("other-badge").asInt()).isEqualTo(401);
  }

  private JsonNode actingAs(String token, String... headers) throws Exception {
    var request =
        server
            .request(WHO_AM_I)
            .setHeader("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"));
    for (int i = 0; i < headers.length; i += 2) {
      request.header("Impersonate-" + headers[i], headers[i + 1]);
    }
    HttpResponse<String> answer = server.http.send(request.build(), BodyHandlers.ofString());
    return answer.statusCode() == 201
        ? json(answer).at("/status/userInfo")
        : json(answer).path("message");
  }

  @Test
  void actsForOthersWhereRolesAllowIt() throws Exception {
    JsonNode bob =
        actingAs(server.token, "User", "bob", "Group", "a", "Group", "b", "Extra-Scopes", "x");
    assertThat(bob.toString())
        .isEqualTo(
            "{\"username\":\"bob\",\"groups\":[\"a\",\"b\",\"system:authenticated\"],"
                + "\"extra\":{\"scopes\":[\"x\"]}}");
    assertThat(
            actingAs(server.token, "User", "system:serviceaccount:ns:x").path("groups").toString())
        .isEqualTo(
            "[\"system:serviceaccounts\",\"system:serviceaccounts:ns\",\"system:authenticated\"]");
    String robot = server.accountToken("default", "robot");
    assertThat(actingAs(robot, "User", "bob").asText())
        .isEqualTo(
            "users \"bob\" is forbidden: User \"system:serviceaccount:default:robot\" cannot"
                + " impersonate resource \"users\" in API group \"\" at the cluster scope");
    assertThat(actingAs(server.token, "Group", "a").asText()).contains("without impersonating");
  }
}
