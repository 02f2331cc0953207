package io.wherry.vmimport.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import io.wherry.vmimport.model.HookView;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.order.PodNames;
import io.wherry.vmimport.steps.HookRunner;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Builds Job and ConfigMap of one hook.
 *
 * @source plans-and-migrations.md section 6
 */
final class HookJob {
  /** Where the files are in the pod. */
  static final String FOLDER = "/tmp/hook";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ImportWorld world;
  private final HookRunner.Call call;
  private final HookView hook;

  HookJob(ImportWorld world, HookRunner.Call call, HookView hook) {
    this.world = world;
    this.call = call;
    this.hook = hook;
  }

  /** The name of Job and ConfigMap. */
  static String name(ImportOrder order, HookRunner.Call call) {
    return PodNames.of(order, call.phase().wire().toLowerCase(Locale.ROOT), 0);
  }

  Resource files() {
    Resource map = named(Resource.of(Kinds.CONFIG_MAP, namespace(), name(world.order(), call)));
    map.tree().set("data", HookFiles.of(world, hook));
    return map;
  }

  Resource job(HookPods pods) {
    Resource job = named(Resource.of(Kinds.JOB, namespace(), name(world.order(), call)));
    ObjectNode spec = job.tree().putObject("spec");
    spec.put("backoffLimit", 1);
    if (hook.deadline() > 0) {
      spec.put("activeDeadlineSeconds", hook.deadline());
    }
    ObjectNode template = spec.putObject("template");
    ObjectNode labels = template.putObject("metadata").putObject("labels");
    labels().forEach(labels::put);
    pod(template.putObject("spec"), pods);
    return job;
  }

  private void pod(ObjectNode pod, HookPods pods) {
    pod.put("restartPolicy", "Never");
    String account = hook.serviceAccount().orElse(world.order().options().pods().serviceAccount());
    if (!account.isEmpty()) {
      pod.put("serviceAccountName", account);
    }
    ObjectNode container = pod.putArray("containers").addObject();
    container.put("name", "hook");
    if (pods == HookPods.WORKER) {
      container.put("image", world.settings().worker().image());
      container
          .putArray("env")
          .addObject()
          .put("name", WorkerTask.ENVIRONMENT_VARIABLE)
          .put("value", task());
    } else {
      container.put("image", hook.image());
      if (!hook.playbook().isEmpty()) {
        container
            .putArray("command")
            .add("/bin/entrypoint")
            .add("ansible-runner")
            .add("run")
            .add("/tmp/runner")
            .add("-p")
            .add(FOLDER + "/" + HookFiles.PLAYBOOK);
      }
    }
    resources(container.putObject("resources"));
    container.putArray("volumeMounts").addObject().put("name", "hook").put("mountPath", FOLDER);
    pod.putArray("volumes")
        .addObject()
        .put("name", "hook")
        .putObject("configMap")
        .put("name", name(world.order(), call));
  }

  private static void resources(ObjectNode resources) {
    resources.putObject("limits").put("cpu", "1000m").put("memory", "1Gi");
    resources.putObject("requests").put("cpu", "100m").put("memory", "150Mi");
  }

  private String task() {
    var task = new WorkerTask.Hook(FOLDER, HookFiles.PLAYBOOK, hook.deadline());
    try {
      return JSON.writerFor(WorkerTask.class).writeValueAsString(task);
    } catch (JsonProcessingException e) {
      throw new Defect("A hook's task cannot be written as JSON.", e);
    }
  }

  private Resource named(Resource object) {
    ObjectNode metadata = (ObjectNode) object.tree().get("metadata");
    ObjectNode labels = metadata.putObject("labels");
    labels().forEach(labels::put);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.PLAN.apiVersion())
        .put("kind", Kinds.PLAN.kind())
        .put("name", world.order().plan().name())
        .put("uid", world.order().plan().uid());
    return object;
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>(MachineLabels.of(world.order()));
    labels.put("step", call.phase().wire());
    labels.put("hook", MachineLabels.value(hook.resource().uid()));
    labels.put("resource", "hook-config");
    return labels;
  }

  private String namespace() {
    return world.order().plan().namespace();
  }
}
