package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Builds the VirtualMachineInstance of a VirtualMachine. Pure. */
final class Instances {
  private Instances() {}

  /** UUID and MAC addresses that the template leaves open are derived from the machine: stable. */
  static Resource of(Resource vm) {
    Resource instance = Resource.of(Kinds.VMI, vm.namespace(), vm.name());
    ObjectNode tree = instance.tree();
    ObjectNode metadata = (ObjectNode) tree.get("metadata");
    ObjectNode _ = copy(vm, metadata, "labels");
    ObjectNode _ = copy(vm, metadata, "annotations");
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.VM.apiVersion())
        .put("kind", Kinds.VM.kind())
        .put("name", vm.name())
        .put("uid", vm.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    metadata.putArray("finalizers").add(InstanceController.FINALIZER);
    ObjectNode spec = tree.putObject("spec");
    if (vm.at("spec", "template", "spec") instanceof ObjectNode template) {
      spec.setAll(template.deepCopy());
    }
    complete(spec, vm);
    return instance;
  }

  private static ObjectNode copy(Resource vm, ObjectNode metadata, String field) {
    ObjectNode result = metadata.putObject(field);
    if (vm.at("spec", "template", "metadata", field) instanceof ObjectNode given) {
      result.setAll(given.deepCopy());
    }
    if (field.equals("labels")) {
      result.put("vm.kubevirt.io/name", vm.name());
    }
    return result;
  }

  private static void complete(ObjectNode spec, Resource vm) {
    ObjectNode domain = child(spec, "domain");
    ObjectNode firmware = child(domain, "firmware");
    if (!firmware.has("uuid")) {
      firmware.put("uuid", stableUuid(vm, "firmware"));
    }
    ObjectNode devices = child(domain, "devices");
    boolean wantsNet = devices.path("autoattachPodInterface").asBoolean(true);
    if (devices.path("interfaces").isEmpty() && spec.path("networks").isEmpty() && wantsNet) {
      spec.putArray("networks").addObject().put("name", "default").putObject("pod");
      devices.putArray("interfaces").addObject().put("name", "default").putObject("masquerade");
    }
    if (devices.path("interfaces") instanceof ArrayNode interfaces) {
      for (int i = 0; i < interfaces.size(); i++) {
        ObjectNode nic = (ObjectNode) interfaces.get(i);
        if (nic.path("macAddress").asText().isEmpty()) {
          nic.put("macAddress", stableMac(vm, i));
        }
      }
    }
    if (devices.path("disks").isEmpty()) {
      devices.putArray("disks");
    }
    addMissingDisks(spec, (ArrayNode) devices.get("disks"));
  }

  /** A volume without a disk gets one, as KubeVirt does. */
  private static void addMissingDisks(ObjectNode spec, ArrayNode disks) {
    for (JsonNode volume : spec.path("volumes")) {
      String name = volume.path("name").asText();
      boolean known = false;
      for (JsonNode disk : disks) {
        known |= disk.path("name").asText().equals(name);
      }
      if (!known) {
        disks.addObject().put("name", name).putObject("disk").put("bus", "sata");
      }
    }
  }

  private static ObjectNode child(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode present ? present : parent.putObject(field);
  }

  private static String stableUuid(Resource vm, String purpose) {
    byte[] seed = (vm.uid() + "/" + purpose).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(seed).toString();
  }

  /** Locally administered, in QEMU's range. */
  private static String stableMac(Resource vm, int index) {
    String hex = stableUuid(vm, "mac-" + index).replace("-", "");
    return "52:54:00:%s:%s:%s"
        .formatted(hex.substring(0, 2), hex.substring(2, 4), hex.substring(4, 6));
  }
}
