package io.wherry.livemove;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.List;

/**
 * The launcher that asks for a place on another node: a copy of the one that runs. Pure.
 *
 * @source live-migration.md section 1.9
 */
final class TargetPod {
  static final String JOB_UID = "kubevirt.io/migrationJobUID";
  static final String JOB_NAME = "kubevirt.io/migrationJobName";
  static final String CREATED_BY = "kubevirt.io/created-by";

  private static final int SUFFIX = 5;
  private static final int STEM = 63 - 14 - SUFFIX - 1;

  private TargetPod() {}

  static String name(Resource instance, Resource migration) {
    String name = instance.name();
    String stem = name.substring(0, Math.min(name.length(), STEM)).replaceAll("[.-]+$", "");
    return "virt-launcher-" + stem + "-" + migration.uid().replace("-", "").substring(0, SUFFIX);
  }

  static Resource of(Resource source, Resource instance, Resource migration) {
    Resource pod = Resource.of(Kinds.POD, instance.namespace(), name(instance, migration));
    ObjectNode metadata = (ObjectNode) pod.tree().get("metadata");
    ObjectNode labels = metadata.putObject("labels");
    source.labels().forEach(labels::put);
    labels.put(JOB_UID, migration.uid());
    ObjectNode annotations = metadata.putObject("annotations");
    source.annotations().forEach(annotations::put);
    annotations.put(JOB_NAME, migration.name());
    for (String field : List.of("ownerReferences", "finalizers")) {
      if (source.at("metadata", field) instanceof ArrayNode list) {
        metadata.set(field, list.deepCopy());
      }
    }
    ObjectNode spec = source.at("spec").deepCopy();
    spec.remove("nodeName");
    selector(spec, migration);
    apart(spec, instance);
    pod.tree().set("spec", spec);
    return pod;
  }

  /** The migration may only narrow what the machine asks for. */
  private static void selector(ObjectNode spec, Resource migration) {
    ObjectNode selector = spec.withObjectProperty("nodeSelector");
    migration
        .map("spec", "addedNodeSelector")
        .forEach((key, value) -> {
          if (!selector.has(key)) {
            selector.put(key, value);
          }
        });
  }

  private static void apart(ObjectNode spec, Resource instance) {
    ObjectNode anti = spec.withObjectProperty("affinity").withObjectProperty("podAntiAffinity");
    String field = "requiredDuringSchedulingIgnoredDuringExecution";
    ArrayNode terms = anti.get(field) instanceof ArrayNode present ? present : anti.putArray(field);
    ObjectNode term = terms.addObject().put("topologyKey", "kubernetes.io/hostname");
    term.putObject("labelSelector").putObject("matchLabels").put(CREATED_BY, instance.uid());
  }
}
