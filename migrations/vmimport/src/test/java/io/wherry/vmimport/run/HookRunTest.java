package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HookRunTest {
  private static final String PLAYBOOK = "- hosts: localhost\n";
  private final PlayedServer server = new PlayedServer(20);

  @BeforeEach
  void start() {
    server.plan("p", "a");
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode vm = patch.putObject("spec").putArray("vms").addObject().put("id", "a");
    var hooks = vm.putArray("hooks");
    hooks.addObject().put("step", "PreHook").putObject("hook").put("name", "before");
    hooks.addObject().put("step", "PostHook").putObject("hook").put("name", "after");
    var _ = server.cluster.api.patch(new ResourceKey(Kinds.PLAN, "plans", "p"), patch);
    server.ready("p", 2);
    hook("before", "quay.io/kubev2v/hook-runner", PLAYBOOK);
    hook("after", "example.org/notify:1", "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void hook(String name, String image, String playbook) {
    Resource hook = Resource.of(Kinds.HOOK, "plans", name);
    ObjectNode spec = hook.tree().putObject("spec").put("image", image).put("deadline", 300);
    if (!playbook.isEmpty()) {
      byte[] bytes = playbook.getBytes(StandardCharsets.UTF_8);
      spec.put("playbook", Base64.getEncoder().encodeToString(bytes));
    }
    var _ = server.cluster.api.create(Kinds.HOOK, hook);
  }

  private Resource job() {
    server.until(() -> !server.names(Kinds.JOB).isEmpty());
    return server.cluster.api.list(Kinds.JOB, io.wherry.kube.Selection.ALL).getFirst();
  }

  private void end(Resource job, String condition, String message) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("status")
        .putArray("conditions")
        .addObject()
        .put("type", condition)
        .put("status", "True")
        .put("message", message);
    var _ =
        server.cluster.api.patchStatus(
            new ResourceKey(Kinds.JOB, job.namespace(), job.name()), patch);
  }

  /** What the job controller would make. */
  private void pod(Resource job, String output) {
    Resource pod = Resource.of(Kinds.POD, job.namespace(), job.name() + "-x1");
    ((ObjectNode) pod.tree().get("metadata"))
        .set("labels", job.at("spec", "template", "metadata", "labels").deepCopy());
    pod.tree().putObject("status").put("phase", "Ended");
    var _ = server.cluster.api.create(Kinds.POD, pod);
    ((MemoryKubeApi) server.cluster.api).appendLog(pod.namespace(), pod.name(), output);
  }

  @Test
  void runsBothHooksAsJobsWithTheFilesOfTheContract() {
    server.migrate("m", "p");
    Resource before = job();
    assertThat(before.namespace()).isEqualTo("plans");
    assertThat(before.name()).startsWith("p-a-prehook-");
    assertThat(before.labels()).containsEntry("step", "PreHook").containsEntry("vmID", "a");
    assertThat(before.at("spec", "backoffLimit").asInt()).isEqualTo(1);
    assertThat(before.at("spec", "activeDeadlineSeconds").asInt()).isEqualTo(300);
    assertThat(before.at("spec", "template", "spec", "containers").toString())
        .contains("ansible-runner")
        .contains("/tmp/hook/playbook.yml");
    Resource files =
        server
            .cluster
            .api
            .get(new ResourceKey(Kinds.CONFIG_MAP, "plans", before.name()))
            .orElseThrow();
    assertThat(files.at("data", "playbook.yml").asText()).isEqualTo(PLAYBOOK);
    assertThat(files.at("data", "workload.yml").asText()).contains("name: \"Web\"");
    assertThat(files.at("data", "plan.yml").asText()).contains("targetNamespace: \"apps\"");
    assertThat(server.names(Kinds.POD)).isEmpty();
    pod(before, "ok=3 changed=1");
    end(before, "Complete", "");
    server.until(() -> server.names(Kinds.JOB).size() == 2);
    Resource after =
        server.cluster.api.list(Kinds.JOB, io.wherry.kube.Selection.ALL).stream()
            .filter(j -> j.name().contains("posthook"))
            .findFirst()
            .orElseThrow();
    assertThat(after.at("spec", "template", "spec", "containers").toString())
        .contains("example.org/notify:1")
        .doesNotContain("ansible-runner");
    assertThat(server.names(Kinds.VM)).containsExactly("name-a");
    end(after, "Complete", "");
    server.until(() -> server.has("m", "Succeeded"));
    assertThat(server.names(Kinds.JOB)).isEmpty();
    assertThat(server.names(Kinds.CONFIG_MAP)).isEmpty();
    assertThat(server.runs().getFirst().items("status", "entries").toString())
        .contains("ok=3 changed=1");
  }

  @Test
  void aFailedHookShowsItsLastWordsAndLeavesNothing() {
    server.migrate("m", "p");
    Resource before = job();
    pod(before, "fatal: host unreachable");
    end(before, "Failed", "Job has reached the specified backoff limit");
    server.until(() -> server.has("m", "Failed"));
    assertThat(server.vm("p", "a").at("/error/reasons/0").asText())
        .contains("Hook plans/before (PreHook)")
        .contains("backoff limit")
        .contains("fatal: host unreachable");
    assertThat(server.names(Kinds.JOB)).isEmpty();
    assertThat(server.names(Kinds.POD)).isEmpty();
    assertThat(server.names(Kinds.VM)).isEmpty();
  }

  @Test
  void aFailedHookAfterTheImportKeepsTheMachineAndSaysSo() {
    server.migrate("m", "p");
    end(job(), "Complete", "");
    server.until(() -> server.names(Kinds.JOB).size() == 2);
    Resource after =
        server.cluster.api.list(Kinds.JOB, io.wherry.kube.Selection.ALL).stream()
            .filter(j -> j.name().contains("posthook"))
            .findFirst()
            .orElseThrow();
    end(after, "Failed", "Job has reached the specified backoff limit");
    server.until(() -> server.has("m", "Failed"));
    var reasons = server.vm("p", "a").at("/error/reasons");
    assertThat(reasons.path(0).asText()).contains("Hook plans/after (PostHook)");
    assertThat(reasons.path(1).asText())
        .contains("VirtualMachine apps/name-a and its disks were kept")
        .contains("the source machine was not started again");
    assertThat(server.names(Kinds.VM)).containsExactly("name-a");
    assertThat(server.names(Kinds.PVC)).isNotEmpty();
    assertThat(server.names(Kinds.JOB)).isEmpty();
    server.migrate("again", "p");
    server.until(() -> server.has("again", "Failed"));
    assertThat(server.vm("p", "a").at("/error/reasons/0").asText()).contains("exists already");
    assertThat(server.names(Kinds.VM)).containsExactly("name-a");
  }

  @Test
  void aHookThatHangsCanBeCancelled() {
    server.migrate("m", "p");
    pod(job(), "waiting for godot");
    server.cancel("m", "a");
    server.until(() -> server.has("m", "Canceled"));
    assertThat(server.names(Kinds.JOB)).isEmpty();
    assertThat(server.names(Kinds.POD)).isEmpty();
    assertThat(server.names(Kinds.CONFIG_MAP)).isEmpty();
  }

  @Test
  void aHookThatIsGoneSaysSo() {
    server.cluster.api.delete(new ResourceKey(Kinds.HOOK, "plans", "before"));
    server.migrate("m", "p");
    server.until(() -> server.has("m", "Failed"));
    assertThat(server.vm("p", "a").at("/error/reasons/0").asText())
        .contains("Hook plans/before (PreHook) does not exist");
  }
}
