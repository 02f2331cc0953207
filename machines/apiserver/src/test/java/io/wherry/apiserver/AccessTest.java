package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles are enforced, and nobody gives what they do not have. */
class AccessTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A ServiceAccount's token with a cluster role in the namespace {@code default}. */
  private static String bound(String account, String role) throws Exception {
    String token = server.accountToken("default", account);
    HttpResponse<String> made =
        server.post(
            RBAC + "/namespaces/default/rolebindings", binding(account, "ClusterRole", role));
    assertThat(made.statusCode()).isEqualTo(201);
    return token;
  }

  private static String binding(String account, String kind, String role) {
    return """
    {"metadata":{"name":"%s-%s"},"roleRef":{"kind":"%s","name":"%s"},
     "subjects":[{"kind":"ServiceAccount","name":"%s","namespace":"default"}]}\
    """
        .formatted(account, role.replace(':', '-'), kind, role, account);
  }

  private static String role(String name, String rules) {
    return "{\"metadata\":{\"name\":\"%s\"},\"rules\":[%s]}".formatted(name, rules);
  }

  private static String message(HttpResponse<String> answer) throws Exception {
    return json(answer).path("message").asText();
  }

  @Test
  void refusesInKubernetesWords() throws Exception {
    String token = server.accountToken("default", "nobody");
    HttpResponse<String> list = server.as(token, "GET", "/api/v1/nodes", "");
    assertThat(list.statusCode()).isEqualTo(403);
    assertThat(json(list).path("reason").asText()).isEqualTo("Forbidden");
    assertThat(message(list))
        .isEqualTo(
            "nodes is forbidden: User \"system:serviceaccount:default:nobody\" cannot list resource"
                + " \"nodes\" in API group \"\" at the cluster scope");
    assertThat(message(server.as(token, "GET", "/api/v1/namespaces/default/pods/p/log", "")))
        .isEqualTo(
            "pods \"p\" is forbidden: User \"system:serviceaccount:default:nobody\" cannot get"
                + " resource \"pods/log\" in API group \"\" in the namespace \"default\"");
    assertThat(message(server.as(token, "GET", "/metrics", "")))
        .isEqualTo(
            "forbidden: User \"system:serviceaccount:default:nobody\" cannot get path"
                + " \"/metrics\"");
    assertThat(server.as(token, "GET", "/apis", "").statusCode()).isEqualTo(200);
  }

  @Test
  void answersHealthAndVersionOnlyWithoutLogin() throws Exception {
    for (String open : new String[] {"/healthz", "/livez", "/readyz", "/version"}) {
      assertThat(server.as("", "GET", open, "").statusCode()).isEqualTo(200);
    }
    assertThat(server.as("", "GET", "/api", "").statusCode()).isEqualTo(401);
    assertThat(server.as("", "GET", MAPS, "").statusCode()).isEqualTo(401);
    assertThat(server.as("wrong", "GET", "/healthz", "").statusCode()).isEqualTo(401);
  }

  @Test
  void letsEditorsEditAndViewersView() throws Exception {
    String editor = bound("editor", "edit");
    String viewer = bound("viewer", "view");
    assertThat(server.as(editor, "POST", MAPS, configMap("edited", "v")).statusCode())
        .isEqualTo(201);
    assertThat(server.as(viewer, "GET", MAPS + "/edited", "").statusCode()).isEqualTo(200);
    assertThat(server.as(viewer, "DELETE", MAPS + "/edited", "").statusCode()).isEqualTo(403);
    String plans = "/apis/forklift.konveyor.io/v1beta1/namespaces/default/plans";
    assertThat(server.as(viewer, "GET", plans, "").statusCode()).isEqualTo(200);
    assertThat(server.as(viewer, "GET", "/api/v1/namespaces/default/secrets", "").statusCode())
        .isEqualTo(403);
    assertThat(
            server.as(editor, "GET", "/api/v1/namespaces/kube-system/configmaps", "").statusCode())
        .isEqualTo(403);
  }

  @Test
  void gathersLabelledRolesIntoAggregatedOnes() throws Exception {
    String admin = bound("gatherer", "admin");
    String leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    assertThat(server.as(admin, "GET", leases, "").statusCode()).isEqualTo(200);
    String quotas = "/api/v1/namespaces/default/resourcequotas";
    String quota = "{\"metadata\":{\"name\":\"q\"}}";
    assertThat(server.as(admin, "POST", quotas, quota).statusCode()).isEqualTo(403);
    String rule =
        "{\"verbs\":[\"create\"],\"apiGroups\":[\"\"],\"resources\":[\"resourcequotas\"]}";
    String labelled =
        role("quotas", rule)
            .replace(
                "\"name\":\"quotas\"",
                "\"name\":\"quotas\",\"labels\":{\"rbac.authorization.k8s.io/aggregate-to-edit\":\"true\"}");
    assertThat(server.post(RBAC + "/clusterroles", labelled).statusCode()).isEqualTo(201);
    await().until(() -> server.as(admin, "POST", quotas, quota).statusCode() == 201);
    server.delete(quotas + "/q");
    server.delete(RBAC + "/clusterroles/quotas");
    await().until(() -> server.as(admin, "POST", quotas, quota).statusCode() == 403);
  }

  @Test
  void keepsPeopleFromGivingWhatTheyDoNotHave() throws Exception {
    String admin = bound("boss", "admin");
    String roles = RBAC + "/namespaces/default/roles";
    String held = "{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"]}";
    assertThat(server.as(admin, "POST", roles, role("held", held)).statusCode()).isEqualTo(201);
    String more = "{\"verbs\":[\"get\",\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"nodes\"]}";
    HttpResponse<String> refused = server.as(admin, "POST", roles, role("more", more));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(message(refused))
        .isEqualTo(
            """
            roles.rbac.authorization.k8s.io "more" is forbidden: user "system:serviceaccount:default:boss" (groups=["system:serviceaccounts" "system:serviceaccounts:default" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
            {APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}\
            """);
    String bindings = RBAC + "/namespaces/default/rolebindings";
    assertThat(
            server
                .as(admin, "POST", bindings, binding("boss", "ClusterRole", "cluster-admin"))
                .statusCode())
        .isEqualTo(403);
    assertThat(server.as(admin, "POST", bindings, binding("boss", "Role", "missing")).statusCode())
        .isEqualTo(404);
    assertThat(server.as(admin, "POST", bindings, binding("boss", "Role", "held")).statusCode())
        .isEqualTo(201);
  }

  @Test
  void letsThoseEscalateAndBindWhoMay() throws Exception {
    String token = server.accountToken("default", "binder");
    String rule =
        """
        {"verbs":["create","bind"],"apiGroups":["rbac.authorization.k8s.io"],
         "resources":["clusterroles","rolebindings"],"resourceNames":["view",""]},
        {"verbs":["create"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["rolebindings"]}\
        """;
    server.post(RBAC + "/clusterroles", role("binder", rule));
    server.post(RBAC + "/clusterrolebindings", binding("binder", "ClusterRole", "binder"));
    String bindings = RBAC + "/namespaces/default/rolebindings";
    assertThat(
            server
                .as(token, "POST", bindings, binding("binder", "ClusterRole", "view"))
                .statusCode())
        .isEqualTo(201);
    assertThat(
            server
                .as(token, "POST", bindings, binding("binder", "ClusterRole", "edit"))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void refusesRolesThatMakeNoSense() throws Exception {
    HttpResponse<String> role =
        server.post(
            RBAC + "/namespaces/default/roles", role("r", "{\"nonResourceURLs\":[\"/x\"]}"));
    assertThat(role.statusCode()).isEqualTo(422);
    assertThat(message(role))
        .contains(
            "rules[0].verbs: Required value",
            "rules[0].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to"
                + " non-resource URLs");
    String bindings = RBAC + "/namespaces/default/rolebindings";
    server.post(bindings, binding("fixed", "ClusterRole", "view"));
    ObjectNode changed = json(server.get(bindings + "/fixed-view"));
    ((ObjectNode) changed.get("roleRef")).put("name", "edit");
    HttpResponse<String> moved =
        server.send("PUT", bindings + "/fixed-view", "application/json", changed.toString());
    assertThat(message(moved)).contains("cannot change roleRef");
    HttpResponse<String> nobody =
        server.post(
            RBAC + "/clusterrolebindings",
            binding("x", "Role", "r").replace("\"namespace\":\"default\"", "\"apiGroup\":\"x\""));
    assertThat(message(nobody))
        .contains(
            "roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\"",
            "subjects[0].namespace: Required value",
            "subjects[0].apiGroup: Unsupported value: \"x\"");
  }

  @Test
  void needsPermissionToCreateByApply() throws Exception {
    String token = server.accountToken("default", "patcher");
    String rule =
        "{\"verbs\":[\"patch\",\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"]}";
    server.post(RBAC + "/namespaces/default/roles", role("patcher", rule));
    server.post(RBAC + "/namespaces/default/rolebindings", binding("patcher", "Role", "patcher"));
    String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"a\":\"b\"}}";
    HttpResponse<String> applied = apply(token, "fresh", body);
    assertThat(applied.statusCode()).isEqualTo(403);
    assertThat(message(applied)).contains("cannot create resource \"configmaps\"");
    server.post(MAPS, configMap("stale", "v"));
    assertThat(apply(token, "stale", body).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> apply(String token, String name, String body)
      throws Exception {
    var request =
        server
            .request(MAPS + "/" + name + "?fieldManager=t")
            .setHeader("Authorization", "Bearer " + token)
            .header("Content-Type", "application/apply-patch+yaml")
            .method("PATCH", BodyPublishers.ofString(body));
    return server.http.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void bringsDefaultRolesBackAtTheNextStart() throws Exception {
    Path data = directory.resolve("second");
    try (TestServer first = TestServer.start(data)) {
      first.delete(RBAC + "/clusterroles/view");
      first.merge(RBAC + "/clusterroles/system:discovery", "{\"rules\":[]}");
      first.merge(
          RBAC + "/clusterroles/system:basic-user",
          "{\"rules\":[],\"metadata\":{\"annotations\":{"
              + "\"rbac.authorization.kubernetes.io/autoupdate\":\"false\"}}}");
    }
    try (TestServer second = TestServer.start(data)) {
      assertThat(json(second.get(RBAC + "/clusterroles/view")).path("rules")).isNotEmpty();
      assertThat(json(second.get(RBAC + "/clusterroles/system:discovery")).path("rules"))
          .isNotEmpty();
      assertThat(json(second.get(RBAC + "/clusterroles/system:basic-user")).path("rules"))
          .isEmpty();
    }
  }
}
