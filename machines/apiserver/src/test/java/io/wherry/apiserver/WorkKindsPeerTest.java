package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs, disruption budgets and both forms of Events with the real kubectl. */
class WorkKindsPeerTest {
  private static final String CORE_EVENTS = "/api/v1/namespaces/default/events";
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";

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

  @Test
  void createsAJobWithItsSelector() throws Exception {
    assertThat(kubectl.run("create", "job", "hello", "--image=worker", "--", "echo", "hi"))
        .contains("job.batch/hello created");
    var job = json(server.get("/apis/batch/v1/namespaces/default/jobs/hello"));
    assertThat(job.at("/spec/template/spec/containers/0/command/0").asText()).isEqualTo("echo");
    assertThat(job.at("/spec/template/spec/restartPolicy").asText()).isEqualTo("Never");
    assertThat(job.at("/spec/backoffLimit").asInt()).isEqualTo(6);
    String uid = job.at("/metadata/uid").asText();
    assertThat(
            job.at("/spec/selector/matchLabels")
                .path("batch.kubernetes.io/controller-uid")
                .asText())
        .isEqualTo(uid);
    assertThat(kubectl.run("get", "jobs"))
        .containsPattern("NAME +STATUS +COMPLETIONS +DURATION +AGE\nhello +Running +0/1");
    assertThat(kubectl.run("describe", "job", "hello")).contains("Parallelism:      1");
    assertThat(kubectl.run("explain", "job.spec.suspend")).contains("suspend");
  }

  @Test
  void refusesAJobThatWouldRunForEver() throws Exception {
    String body =
        """
        {"metadata": {"name": "always"}, "spec": {"template": {"spec": {"restartPolicy": "Always",
          "containers": [{"name": "a", "image": "worker"}]}}}}\
        """;
    var answer = server.post("/apis/batch/v1/namespaces/default/jobs", body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).path("message").asText())
        .isEqualTo(
            "Job.batch \"always\" is invalid: spec.template.spec.restartPolicy: Unsupported value:"
                + " \"Always\": supported values: \"OnFailure\", \"Never\"");
  }

  private static void parent(String name) throws Exception {
    kubectl.run("create", "job", name, "--image=worker");
    var job = json(server.get("/apis/batch/v1/namespaces/default/jobs/" + name));
    server.post(
        "/api/v1/namespaces/default/pods",
        """
        {"metadata": {"name": "%s-child", "ownerReferences": [{"apiVersion": "batch/v1",
         "kind": "Job", "name": "%s", "uid": "%s", "controller": true,
         "blockOwnerDeletion": true}]}, "spec": {"containers": [{"name": "c", "image": "i"}]}}\
        """
            .formatted(name, name, job.at("/metadata/uid").asText()));
  }

  private static int child(String name) throws Exception {
    return server.get("/api/v1/namespaces/default/pods/" + name + "-child").statusCode();
  }

  @Test
  void deletesChildrenAsKubectlAsks() throws Exception {
    parent("fore");
    kubectl.run("delete", "job", "fore", "--cascade=foreground", "--timeout=20s");
    assertThat(child("fore")).isEqualTo(404);
    parent("back");
    kubectl.run("delete", "job", "back", "--cascade=background", "--timeout=20s");
    await().until(() -> child("back") == 404);
    parent("orphan");
    kubectl.run("delete", "job", "orphan", "--cascade=orphan", "--timeout=20s");
    var left = json(server.get("/api/v1/namespaces/default/pods/orphan-child"));
    assertThat(left.at("/metadata").has("ownerReferences")).isFalse();
    assertThat(left.at("/metadata").has("deletionTimestamp")).isFalse();
  }

  @Test
  void appliesAJobAgainWithoutAWrite() throws Exception {
    String manifest =
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: steady, namespace: default}
        spec:
          completions: 2
          template:
            spec:
              restartPolicy: Never
              containers: [{name: c, image: worker, env: [{name: A, value: b}]}]
        """;
    for (String[] how :
        new String[][] {{"apply"}, {"apply", "--server-side", "--force-conflicts"}}) {
      apply(manifest, how);
      String version = version("steady");
      apply(manifest, how);
      assertThat(version("steady")).as(String.join(" ", how)).isEqualTo(version);
    }
    assertThat(kubectl.run("patch", "job", "steady", "-p", "{\"spec\": {\"parallelism\": 2}}"))
        .contains("patched");
    assertThat(kubectl.refused("patch", "job", "steady", "-p", "{\"spec\": {\"completions\": 3}}"))
        .contains("field is immutable");
  }

  private static void apply(String manifest, String... how) throws Exception {
    var arguments = new java.util.ArrayList<>(java.util.List.of(how));
    arguments.addAll(java.util.List.of("-f", "-"));
    Kubectl.Answer answer = kubectl.answer(manifest, arguments.toArray(String[]::new));
    assertThat(answer.code()).as(answer.text()).isZero();
  }

  private static String version(String job) throws Exception {
    return json(server.get("/apis/batch/v1/namespaces/default/jobs/" + job))
        .at("/metadata/resourceVersion")
        .asText();
  }

  @Test
  void createsABudget() throws Exception {
    assertThat(kubectl.run("create", "pdb", "calm", "--selector=app=x", "--min-available=1"))
        .contains("poddisruptionbudget.policy/calm created");
    assertThat(kubectl.run("get", "pdb"))
        .containsPattern("NAME +MIN AVAILABLE +MAX UNAVAILABLE +ALLOWED DISRUPTIONS +AGE")
        .containsPattern("calm +1 +N/A +0");
  }

  @Test
  void showsAnEventInBothForms() throws Exception {
    server.post(
        CORE_EVENTS,
        """
        {"metadata": {"name": "one"}, "involvedObject": {"apiVersion": "v1", "kind": "Pod", "name": "p",
         "namespace": "default"}, "message": "it began", "reason": "Began", "type": "Normal",
         "lastTimestamp": "2026-01-01T00:00:00Z", "source": {"component": "c"}}\
        """);
    var event = json(server.get(EVENTS + "/one"));
    assertThat(event.path("note").asText()).isEqualTo("it began");
    assertThat(event.at("/regarding/name").asText()).isEqualTo("p");
    assertThat(event.at("/deprecatedSource/component").asText()).isEqualTo("c");
    assertThat(json(server.get(EVENTS + "?fieldSelector=regarding.name=p")).path("items"))
        .hasSize(1);
    assertThat(kubectl.run("get", "events.v1.events.k8s.io")).contains("it began", "pod/p");
    assertThat(kubectl.run("events", "--for", "pod/p")).contains("it began");
  }

  @Test
  void takesAnEventInTheNewForm() throws Exception {
    server.post(
        EVENTS,
        """
        {"metadata": {"name": "two"}, "eventTime": "2026-01-01T00:00:00.000000Z",
         "regarding": {"kind": "Pod", "name": "q", "namespace": "default"}, "note": "it ended",
         "reason": "Ended", "type": "Normal", "reportingController": "me"}\
        """);
    var core = json(server.get(CORE_EVENTS + "/two"));
    assertThat(core.path("message").asText()).isEqualTo("it ended");
    assertThat(core.path("apiVersion").asText()).isEqualTo("v1");
    server.merge(EVENTS + "/two", "{\"note\": \"it really ended\"}");
    assertThat(json(server.get(CORE_EVENTS + "/two")).path("message").asText())
        .isEqualTo("it really ended");
  }
}
