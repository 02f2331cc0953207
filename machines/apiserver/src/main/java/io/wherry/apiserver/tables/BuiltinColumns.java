package io.wherry.apiserver.tables;

import static io.wherry.apiserver.tables.Cells.NONE;
import static io.wherry.apiserver.tables.Cells.textOr;
import static io.wherry.apiserver.tables.Column.age;
import static io.wherry.apiserver.tables.Column.at;
import static io.wherry.apiserver.tables.Column.named;
import static io.wherry.apiserver.tables.Column.text;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;

/** The columns of the built-in kinds, named as kubectl's users know them. */
final class BuiltinColumns {
  private static final List<Column> OTHERS = List.of(named(), age());

  private static final Map<String, List<Column>> BY_KIND =
      Map.ofEntries(
          entry("Pod", pod()),
          entry("Namespace", List.of(named(), at("Status", "status.phase"), age())),
          entry("Node", node()),
          entry("PersistentVolumeClaim", claim()),
          entry("PersistentVolume", volume()),
          entry(
              "Secret",
              List.of(
                  named(), text("Type", o -> textOr(o, "type", "Opaque")), count("data"), age())),
          entry("ConfigMap", List.of(named(), count("data", "binaryData"), age())),
          entry("StorageClass", storageClass()),
          entry("Event", event()),
          entry("Service", service()),
          entry("ServiceAccount", List.of(named(), serviceAccountSecrets(), age())),
          entry("ResourceQuota", quota()),
          entry("Job", WorkColumns.job()),
          entry("PodDisruptionBudget", WorkColumns.budget()),
          entry("Lease", List.of(named(), at("Holder", "spec.holderIdentity"), age())),
          entry("Role", RoleColumns.role()),
          entry("ClusterRole", RoleColumns.role()),
          entry("RoleBinding", RoleColumns.binding()),
          entry("ClusterRoleBinding", RoleColumns.binding()),
          entry("CustomResourceDefinition", RoleColumns.role()));

  private BuiltinColumns() {}

  static List<Column> of(String kind) {
    return BY_KIND.getOrDefault(kind, OTHERS);
  }

  private static Column count(String... fields) {
    return new Column(
        "Data",
        "string",
        0,
        (object, _) -> {
          int size = 0;
          for (String field : fields) {
            size += object.path(field).size();
          }
          return IntNode.valueOf(size);
        });
  }

  private static Column serviceAccountSecrets() {
    return new Column("Secrets", "string", 0, (o, _) -> IntNode.valueOf(o.path("secrets").size()));
  }

  private static List<Column> pod() {
    return List.of(
        named(),
        text("Ready", PodCells::ready),
        text("Status", PodCells::status),
        new Column(
            "Restarts", "string", 0, (pod, now) -> TextNode.valueOf(PodCells.restarts(pod, now))),
        age(),
        text("IP", o -> textOr(o, "status.podIP", NONE)).wide(),
        text("Node", o -> textOr(o, "spec.nodeName", NONE)).wide(),
        text("Nominated Node", o -> textOr(o, "status.nominatedNodeName", NONE)).wide(),
        text("Readiness Gates", _ -> NONE).wide());
  }

  private static List<Column> node() {
    return List.of(
        named(),
        text("Status", Cells::nodeStatus),
        text("Roles", Cells::nodeRoles),
        age(),
        at("Version", "status.nodeInfo.kubeletVersion"),
        text("Internal-IP", o -> Cells.nodeAddress(o, "InternalIP")).wide(),
        text("External-IP", o -> Cells.nodeAddress(o, "ExternalIP")).wide(),
        text("OS-Image", o -> textOr(o, "status.nodeInfo.osImage", "<unknown>")).wide(),
        text("Kernel-Version", o -> textOr(o, "status.nodeInfo.kernelVersion", "<unknown>")).wide(),
        text(
                "Container-Runtime",
                o -> textOr(o, "status.nodeInfo.containerRuntimeVersion", "<unknown>"))
            .wide());
  }

  private static List<Column> claim() {
    return List.of(
        named(),
        text("Status", BuiltinColumns::phaseOrTerminating),
        at("Volume", "spec.volumeName"),
        at("Capacity", "status.capacity.storage"),
        text("Access Modes", o -> Cells.accessModes(Cells.at(o, "status.accessModes"))),
        at("StorageClass", "spec.storageClassName"),
        text("VolumeAttributesClass", o -> textOr(o, "spec.volumeAttributesClassName", "<unset>")),
        age(),
        text("VolumeMode", o -> textOr(o, "spec.volumeMode", "<unset>")).wide());
  }

  private static List<Column> volume() {
    return List.of(
        named(),
        at("Capacity", "spec.capacity.storage"),
        text("Access Modes", o -> Cells.accessModes(Cells.at(o, "spec.accessModes"))),
        at("Reclaim Policy", "spec.persistentVolumeReclaimPolicy"),
        text("Status", BuiltinColumns::phaseOrTerminating),
        text("Claim", Cells::claim),
        at("StorageClass", "spec.storageClassName"),
        text("VolumeAttributesClass", o -> textOr(o, "spec.volumeAttributesClassName", "<unset>")),
        at("Reason", "status.reason"),
        age(),
        text("VolumeMode", o -> textOr(o, "spec.volumeMode", "<unset>")).wide());
  }

  private static String phaseOrTerminating(ObjectNode object) {
    return object.path("metadata").has("deletionTimestamp")
        ? "Terminating"
        : Cells.text(object, "status.phase");
  }

  private static List<Column> storageClass() {
    return List.of(
        text("Name", Cells::storageClassName),
        at("Provisioner", "provisioner"),
        text("ReclaimPolicy", o -> textOr(o, "reclaimPolicy", "Delete")),
        text("VolumeBindingMode", o -> textOr(o, "volumeBindingMode", "Immediate")),
        text("AllowVolumeExpansion", o -> textOr(o, "allowVolumeExpansion", "false")),
        age());
  }

  private static List<Column> service() {
    return List.of(
        named(),
        text("Type", o -> textOr(o, "spec.type", "ClusterIP")),
        text("Cluster-IP", o -> textOr(o, "spec.clusterIP", NONE)),
        text("External-IP", o -> textOr(o, "spec.externalName", NONE)),
        text("Port(s)", Cells::servicePorts),
        age());
  }

  private static List<Column> quota() {
    return List.of(
        named(),
        text("Request", o -> Cells.quota(o, key -> !key.startsWith("limits."))),
        text("Limit", o -> Cells.quota(o, key -> key.startsWith("limits."))),
        age());
  }

  private static List<Column> event() {
    return List.of(
        eventAge("Last Seen", "lastTimestamp"),
        at("Type", "type"),
        at("Reason", "reason"),
        text("Object", Cells::eventObject),
        at("Subobject", "involvedObject.fieldPath").wide(),
        text("Source", o -> textOr(o, "source.component", Cells.text(o, "reportingComponent")))
            .wide(),
        at("Message", "message"),
        eventAge("First Seen", "firstTimestamp").wide(),
        text("Count", o -> textOr(o, "count", "1")).wide(),
        named().wide());
  }

  private static Column eventAge(String heading, String field) {
    return new Column(
        heading,
        "string",
        0,
        (event, now) -> {
          String time = textOr(event, field, Cells.text(event, "eventTime"));
          return TextNode.valueOf(Ages.since(time, now));
        });
  }
}
