package io.wherry.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.EventRecorder;
import io.wherry.control.Finalizers;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Optional;

/** Makes, finds and removes the pods of jobs. */
final class JobPods {
  private final KubeApi api;
  private final EventRecorder events;

  JobPods(KubeApi api, EventRecorder events) {
    this.api = api;
    this.events = events;
  }

  /** Those that the job controls, as they are now. */
  List<JobPod> of(Job job) {
    Resource owner = job.resource();
    var labels = owner.map("spec", "selector", "matchLabels");
    return api.list(Kinds.POD, Selection.labelled(owner.namespace(), labels)).stream()
        .filter(p -> isControlledBy(p, owner.uid()))
        .map(JobPod::new)
        .toList();
  }

  private static boolean isControlledBy(Resource pod, String uid) {
    return pod.items("metadata", "ownerReferences").stream()
        .anyMatch(o -> o.path("uid").asText().equals(uid) && o.path("controller").asBoolean());
  }

  /**
   * Makes one more pod.
   *
   * @param index -1 when the job has no indexes
   */
  void create(Job job, int index) {
    Resource owner = job.resource();
    try {
      Resource made = api.create(Kinds.POD, template(job, index));
      events.normal(owner, "SuccessfulCreate", "Created pod: " + made.name());
    } catch (PeerRefused | InvalidRequest refused) {
      events.warning(owner, "FailedCreate", "Error creating: " + refused.getMessage());
      throw refused;
    }
  }

  private static Resource template(Job job, int index) {
    Resource owner = job.resource();
    String suffix = index < 0 ? "" : index + "-";
    String base = owner.name().length() > 55 ? owner.name().substring(0, 55) : owner.name();
    Resource pod = Resource.of(Kinds.POD, owner.namespace(), "");
    ObjectNode tree = pod.tree();
    ObjectNode metadata = (ObjectNode) tree.get("metadata");
    metadata.remove("name");
    metadata.put("generateName", base + "-" + suffix);
    JsonNode wanted = owner.at("spec", "template", "metadata");
    for (String field : new String[] {"labels", "annotations"}) {
      if (wanted.has(field)) {
        metadata.set(field, wanted.get(field).deepCopy());
      }
    }
    metadata.putArray("finalizers").add(Job.TRACKING);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", owner.apiVersion())
        .put("kind", owner.kind())
        .put("name", owner.name())
        .put("uid", owner.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    tree.set("spec", owner.at("spec", "template", "spec").deepCopy());
    if (index >= 0) {
      number(tree, index);
    }
    return pod;
  }

  private static void number(ObjectNode pod, int index) {
    ObjectNode metadata = (ObjectNode) pod.get("metadata");
    String text = Integer.toString(index);
    metadata.withObjectProperty("annotations").put(Job.INDEX, text);
    metadata.withObjectProperty("labels").put(Job.INDEX, text);
    for (JsonNode container : pod.path("spec").path("containers")) {
      ArrayNode environment = ((ObjectNode) container).withArrayProperty("env");
      environment.addObject().put("name", "JOB_COMPLETION_INDEX").put("value", text);
    }
  }

  /** Lets the pod go: its end is noted, or does not matter any more. A pod that is gone is fine. */
  void release(JobPod pod) {
    Optional<Resource> now = api.get(key(pod));
    if (now.isPresent() && now.get().uid().equals(pod.uid())) {
      Finalizers.remove(api, key(pod), now.get(), Job.TRACKING);
    }
  }

  /** Deletes a pod whose end shall count. */
  void delete(Job job, JobPod pod) {
    if (pod.resource().isBeingDeleted()) {
      return;
    }
    try {
      api.delete(key(pod), pod.uid());
      events.normal(job.resource(), "SuccessfulDelete", "Deleted pod: " + pod.resource().name());
    } catch (StaleWrite _) {
      // another pod of that name: the one meant is gone
    }
  }

  private static ResourceKey key(JobPod pod) {
    return new ResourceKey(Kinds.POD, pod.resource().namespace(), pod.resource().name());
  }
}
