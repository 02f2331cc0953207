package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eviction, scale, finalize and graceful deletion with the real kubectl. */
class PartsPeerTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

  @TempDir static Path directory;
  private static TestServer server;
  private static Kubectl kubectl;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory.resolve("data"));
    kubectl = Kubectl.of(server, directory.resolve("home"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void pod(String name, String app) throws Exception {
    server.post(
        PODS,
        """
        {"metadata": {"name": "%s", "labels": {"app": "%s"}}, "spec": {"nodeName": "node-%s",
         "containers": [{"name": "c", "image": "worker"}]}}\
        """
            .formatted(name, app, app));
    server.merge(PODS + "/" + name + "/status", "{\"status\": {\"phase\": \"Running\"}}");
  }

  private static void budget(String name, String app, int allowed) throws Exception {
    server.post(
        BUDGETS,
        """
        {"metadata": {"name": "%s"}, "spec": {"minAvailable": 1,
         "selector": {"matchLabels": {"app": "%s"}}}}\
        """
            .formatted(name, app));
    server.merge(
        BUDGETS + "/" + name + "/status",
        """
        {"status": {"observedGeneration": 1, "disruptionsAllowed": %d, "desiredHealthy": 1,
         "currentHealthy": 1, "expectedPods": 1}}\
        """
            .formatted(allowed));
  }

  private static String evict(String pod, String more) throws Exception {
    String body =
        """
        {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s"}%s}\
        """
            .formatted(pod, more);
    return server.post(PODS + "/" + pod + "/eviction", body).body();
  }

  @Test
  void evictsWhatTheBudgetAllowsAndNoMore() throws Exception {
    budget("tight", "a", 1);
    pod("a1", "a");
    pod("a2", "a");
    assertThat(evict("a1", ", \"deleteOptions\": {\"dryRun\": [\"All\"]}")).contains("Success");
    assertThat(server.get(PODS + "/a1").statusCode()).isEqualTo(200);
    assertThat(evict("a1", "")).contains("Success");
    await().until(() -> server.get(PODS + "/a1").statusCode() == 404);
    assertThat(json(server.get(BUDGETS + "/tight")).at("/status/disruptedPods").has("a1")).isTrue();
    assertThat(evict("a2", ""))
        .contains("Cannot evict pod as it would violate the pod's disruption budget.")
        .contains("The disruption budget tight needs 1 healthy pods and has 1 currently")
        .contains("TooManyRequests");
    assertThat(evict("nobody", "")).contains("NotFound");
  }

  @Test
  void drainsANode() throws Exception {
    server.post("/api/v1/nodes", "{\"metadata\": {\"name\": \"node-d\"}}");
    pod("d1", "d");
    assertThat(kubectl.run("drain", "node-d", "--force", "--timeout=20s"))
        .contains("node/node-d cordoned", "evicting pod default/d1", "node/node-d drained");
    assertThat(kubectl.run("get", "node", "node-d")).contains("SchedulingDisabled");
    assertThat(kubectl.run("uncordon", "node-d")).contains("uncordoned");
  }

  @Test
  void letsAPodEndInItsTime() throws Exception {
    String body =
        """
        {"metadata": {"name": "slow", "finalizers": ["a.b/c"]}, "spec":
         {"terminationGracePeriodSeconds": 77, "containers": [{"name": "c", "image": "worker"}]}}\
        """;
    server.post(PODS, body);
    server.delete(PODS + "/slow");
    String grace = "/metadata/deletionGracePeriodSeconds";
    assertThat(json(server.get(PODS + "/slow")).at(grace).asInt()).isEqualTo(77);
    server.delete(PODS + "/slow?gracePeriodSeconds=5");
    assertThat(json(server.get(PODS + "/slow")).at(grace).asInt()).isEqualTo(5);
    server.merge(PODS + "/slow", "{\"metadata\": {\"finalizers\": null}}");
    assertThat(server.get(PODS + "/slow").statusCode()).isEqualTo(404);
  }

  @Test
  void scalesACustomKind() throws Exception {
    kubectl.apply(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: herds.example.com}
        spec:
          group: example.com
          names: {kind: Herd, plural: herds}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            subresources:
              status: {}
              scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, properties: {size: {type: integer}}}
                  status: {type: object, properties: {size: {type: integer}}}
        """);
    kubectl.apply("apiVersion: example.com/v1\nkind: Herd\nmetadata: {name: h}\nspec: {size: 1}\n");
    assertThat(kubectl.run("scale", "herd/h", "--replicas=3")).contains("scaled");
    assertThat(kubectl.run("scale", "herd/h", "--current-replicas=3", "--replicas=4"))
        .contains("scaled");
    assertThat(kubectl.run("get", "herd", "h", "-o", "jsonpath={.spec.size}")).isEqualTo("4");
    assertThat(kubectl.run("get", "herd", "h", "--subresource=scale", "-o", "jsonpath={.kind}"))
        .isEqualTo("Scale");
  }

  @Test
  void finalizesANamespace() throws Exception {
    kubectl.run("create", "namespace", "stuck");
    server.post(
        "/api/v1/namespaces/stuck/configmaps",
        "{\"metadata\": {\"name\": \"m\", \"finalizers\": [\"a.b/c\"]}}");
    kubectl.run("delete", "namespace", "stuck", "--wait=false");
    await()
        .untilAsserted(() ->
            assertThat(kubectl.run("get", "ns", "stuck", "-o", "jsonpath={.status.conditions}"))
                .contains("NamespaceContentRemaining")
                .contains("Some resources are remaining: configmaps. has 1 resource instances")
                .contains(
                    "Some content in the namespace has finalizers remaining: a.b/c in 1"
                        + " resource instances"));
    var answer =
        server.send(
            "PUT",
            "/api/v1/namespaces/stuck/finalize",
            "application/json",
            "{\"metadata\": {\"name\": \"stuck\"}, \"spec\": {\"finalizers\": []}}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(server.get("/api/v1/namespaces/stuck").statusCode()).isEqualTo(404);
  }
}
