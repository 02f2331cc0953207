package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is born, what goes, and what goes with it. */
class LifecyclesTest {
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

  private static void awaitGone(String path) {
    await().until(() -> server.get(path).statusCode() == 404);
  }

  private static String uid(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer).at("/metadata/uid").asText();
  }

  private static String owned(String name, String ownerName, String ownerUid) {
    return """
    {"metadata": {"name": "%s", "ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap",
     "name": "%s", "uid": "%s", "blockOwnerDeletion": true}]}}\
    """
        .formatted(name, ownerName, ownerUid);
  }

  @Test
  void deletesDependantsInTheBackground() throws Exception {
    String owner = uid(server.post(MAPS, configMap("bg-owner", "v")));
    server.post(MAPS, owned("bg-child", "bg-owner", owner));
    String child = uid(server.post(MAPS, owned("bg-child2", "bg-owner", owner)));
    server.post(MAPS, owned("bg-grandchild", "bg-child2", child));
    assertThat(json(server.delete(MAPS + "/bg-owner")).path("status").asText())
        .isEqualTo("Success");
    awaitGone(MAPS + "/bg-child");
    awaitGone(MAPS + "/bg-grandchild");
  }

  @Test
  void deletesDependantsFirstInTheForeground() throws Exception {
    String owner = uid(server.post(MAPS, configMap("fg-owner", "v")));
    String held = owned("fg-child", "fg-owner", owner);
    server.post(
        MAPS,
        held.replace(
            "\"name\": \"fg-child\"", "\"name\": \"fg-child\", \"finalizers\": [\"a.b/c\"]"));
    ObjectNode marked = json(server.delete(MAPS + "/fg-owner?propagationPolicy=Foreground"));
    assertThat(marked.at("/metadata/finalizers/0").asText()).isEqualTo("foregroundDeletion");
    await()
        .until(() -> json(server.get(MAPS + "/fg-child")).at("/metadata").has("deletionTimestamp"));
    assertThat(server.get(MAPS + "/fg-owner").statusCode()).isEqualTo(200);
    server.merge(MAPS + "/fg-child", "{\"metadata\":{\"finalizers\":[\"foregroundDeletion\"]}}");
    awaitGone(MAPS + "/fg-child");
    awaitGone(MAPS + "/fg-owner");
  }

  @Test
  void leavesOrphansAlone() throws Exception {
    String owner = uid(server.post(MAPS, configMap("or-owner", "v")));
    server.post(MAPS, owned("or-child", "or-owner", owner));
    server.delete(MAPS + "/or-owner?propagationPolicy=Orphan");
    awaitGone(MAPS + "/or-owner");
    assertThat(json(server.get(MAPS + "/or-child")).at("/metadata").has("ownerReferences"))
        .isFalse();
  }

  @Test
  void deletesOnlyTheObjectThatWasMeant() throws Exception {
    String uid = uid(server.post(MAPS, configMap("meant", "v")));
    String wrong = "{\"preconditions\":{\"uid\":\"another\"}}";
    HttpResponse<String> refused =
        server.send("DELETE", MAPS + "/meant", "application/json", wrong);
    assertThat(refused.statusCode()).isEqualTo(409);
    String right = "{\"preconditions\":{\"uid\":\"" + uid + "\"}}";
    assertThat(server.send("DELETE", MAPS + "/meant", "application/json", right).statusCode())
        .isEqualTo(200);
  }

  @Test
  void emptiesANamespaceBeforeItGoes() throws Exception {
    server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"going\"}}");
    String inside = "/api/v1/namespaces/going/configmaps";
    server.post(inside, configMap("a", "v"));
    server.post(inside, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"a.b/c\"]}}");
    ObjectNode marked = json(server.delete("/api/v1/namespaces/going"));
    assertThat(marked.at("/status/phase").asText()).isEqualTo("Terminating");
    awaitGone(inside + "/a");
    assertThat(server.post(inside, configMap("late", "v")).statusCode()).isEqualTo(403);
    assertThat(server.get("/api/v1/namespaces/going").statusCode()).isEqualTo(200);
    server.merge(inside + "/held", "{\"metadata\":{\"finalizers\":null}}");
    awaitGone("/api/v1/namespaces/going");
  }

  @Test
  void servesCustomKindsAsSoonAsTheyAreDefinedAndTakesThemAwayWithTheirObjects() throws Exception {
    String crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    String crd =
        """
        {"metadata": {"name": "boats.example.org"}, "spec": {"group": "example.org",
         "names": {"kind": "Boat", "plural": "boats"}, "scope": "Namespaced", "versions": [
         {"name": "v1", "served": true, "storage": true, "subresources": {"status": {}}, "schema":
          {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object",
           "properties": {"oars": {"type": "integer", "default": 2}}},
           "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}}},
         {"name": "v1beta1", "served": true, "storage": false, "schema": {"openAPIV3Schema":
          {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}\
        """;
    ObjectNode defined = json(server.post(crds, crd));
    assertThat(defined.at("/status/conditions/1/type").asText()).isEqualTo("Established");
    String boats = "/apis/example.org/v1/namespaces/default/boats";
    String body = "{\"metadata\":{\"name\":\"b\"},\"spec\":{},\"status\":{\"x\":1}}";
    ObjectNode boat = json(server.post(boats, body));
    assertThat(boat.at("/spec/oars").asInt()).isEqualTo(2);
    assertThat(boat.has("status")).isFalse();
    assertThat(server.merge(boats + "/b", "{\"spec\":{\"oars\":\"many\"}}").statusCode())
        .isEqualTo(422);
    assertThat(
            json(server.merge(boats + "/b", "{\"spec\":{\"oars\":4}}"))
                .at("/metadata/generation")
                .asInt())
        .isEqualTo(2);
    ObjectNode other = json(server.get(boats.replace("/v1/", "/v1beta1/") + "/b"));
    assertThat(other.path("apiVersion").asText()).isEqualTo("example.org/v1beta1");
    assertThat(server.delete(crds + "/boats.example.org").statusCode()).isEqualTo(200);
    awaitGone(crds + "/boats.example.org");
    assertThat(server.get(boats).statusCode()).isEqualTo(404);
  }

  @Test
  void pagesThroughAListAsItWasAtTheStart() throws Exception {
    server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"pages\"}}");
    String leases = "/apis/coordination.k8s.io/v1/namespaces/pages/leases";
    for (String name : new String[] {"a", "b", "c", "d", "e"}) {
      server.post(leases, lease(name));
    }
    ObjectNode first = json(server.get(leases + "?limit=2"));
    assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
    server.delete(leases + "/d");
    server.post(leases, lease("cc"));
    String token = first.at("/metadata/continue").asText();
    ObjectNode rest = json(server.get(leases + "?limit=9&continue=" + token));
    assertThat(rest.path("items").valueStream().map(o -> o.at("/metadata/name").asText()))
        .containsExactly("c", "d", "e");
    server.delete(leases);
    assertThat(json(server.get(leases)).path("items")).isEmpty();
  }

  private static String lease(String name) {
    return "{\"metadata\":{\"name\":\"" + name + "\"}}";
  }

  @Test
  void letsManyApplyAndPatchTheSameObjectAtOnce() throws Exception {
    String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"m%d\":\"v\"}}";
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> codes = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String own = body.formatted(i);
        String query = "?fieldManager=m" + i;
        codes.add(
            threads.submit(() ->
                server
                    .send("PATCH", MAPS + "/busy" + query, "application/apply-patch+yaml", own)
                    .statusCode()));
      }
      for (Future<Integer> code : codes) {
        assertThat(code.get()).isIn(200, 201);
      }
    }
    assertThat(json(server.get(MAPS + "/busy")).path("data")).hasSize(12);
  }

  @Test
  void storesNothingOnADryRun() throws Exception {
    assertThat(server.post(MAPS + "?dryRun=All", configMap("dry", "v")).statusCode())
        .isEqualTo(201);
    assertThat(server.get(MAPS + "/dry").statusCode()).isEqualTo(404);
    server.post(MAPS, configMap("wet", "v"));
    server.delete(MAPS + "/wet?dryRun=All");
    assertThat(server.merge(MAPS + "/wet?dryRun=All", "{\"data\":{\"k\":\"w\"}}").body())
        .contains("\"w\"");
    assertThat(json(server.get(MAPS + "/wet")).at("/data/k").asText()).isEqualTo("v");
  }

  @Test
  void turnsPlainSecretsIntoData() throws Exception {
    String body = "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"user\":\"root\"}}";
    ObjectNode secret = json(server.post("/api/v1/namespaces/default/secrets", body));
    assertThat(secret.at("/data/user").asText()).isEqualTo("cm9vdA==");
    assertThat(secret.has("stringData")).isFalse();
    assertThat(secret.path("type").asText()).isEqualTo("Opaque");
  }
}
