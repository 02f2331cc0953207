package io.wherry.testkit.vsphere;

import static io.wherry.testkit.vsphere.Markup.el;
import static io.wherry.testkit.vsphere.Markup.ref;
import static io.wherry.testkit.vsphere.Markup.reference;
import static io.wherry.testkit.vsphere.Markup.string;
import static io.wherry.testkit.vsphere.Markup.val;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Properties of every object, as elements. */
final class Properties {
  private final SimEstate estate;

  Properties(SimEstate estate) {
    this.estate = estate;
  }

  /** Types of all objects, by id. */
  Map<String, String> objects() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("datacenter-2", "Datacenter");
    all.put("group-v3", "Folder");
    all.put("group-h4", "Folder");
    all.put("group-s5", "Folder");
    all.put("group-n6", "Folder");
    all.put("domain-c7", "ClusterComputeResource");
    all.put(SimEstate.HOST, "HostSystem");
    all.put(SimEstate.DATASTORE, "Datastore");
    all.put(SimEstate.NETWORK, "Network");
    estate.machines().forEach(vm -> all.put(vm.id, "VirtualMachine"));
    return all;
  }

  /** The properties of an object; empty when there is none. */
  Map<String, String> of(String type, String id) {
    synchronized (estate) {
      return switch (type) {
        case "Folder" -> folder(id);
        case "Datacenter" -> datacenter();
        case "ClusterComputeResource" ->
            named(
                "cluster",
                "Folder",
                "group-h4",
                Map.of("host", refs("HostSystem", SimEstate.HOST)));
        case "HostSystem" -> host();
        case "Datastore" -> datastore();
        case "Network" -> named("VM Network", "Folder", "group-n6", Map.of());
        case "VirtualMachine" ->
            estate.machine(id).map(vm -> new VmProperties(vm, estate).all()).orElse(Map.of());
        case "VirtualMachineSnapshot" ->
            estate
                .snapshot(id)
                .map(s -> VmProperties.ofSnapshot(s.getKey(), s.getValue()))
                .orElse(Map.of());
        case "Task" -> estate.task(id).map(Properties::task).orElse(Map.of());
        default -> Map.of();
      };
    }
  }

  private static Map<String, String> named(
      String name, String parentType, String parent, Map<String, String> more) {
    Map<String, String> result = new LinkedHashMap<>();
    result.put("name", string(name));
    result.put("parent", reference(parentType, parent));
    result.putAll(more);
    return result;
  }

  static String refs(String type, String... ids) {
    return val(
        "ArrayOfManagedObjectReference",
        List.of(ids).stream()
            .map(id -> ref("ManagedObjectReference", type, id))
            .collect(Collectors.joining()));
  }

  private Map<String, String> folder(String id) {
    String[] machines = estate.machines().stream().map(vm -> vm.id).toArray(String[]::new);
    return switch (id) {
      case "group-d1" ->
          Map.of("name", string("Datacenters"), "childEntity", refs("Datacenter", "datacenter-2"));
      case "group-v3" -> inDatacenter("vm", refs("VirtualMachine", machines));
      case "group-h4" -> inDatacenter("host", refs("ClusterComputeResource", "domain-c7"));
      case "group-s5" -> inDatacenter("datastore", refs("Datastore", SimEstate.DATASTORE));
      case "group-n6" -> inDatacenter("network", refs("Network", SimEstate.NETWORK));
      default -> Map.of();
    };
  }

  private static Map<String, String> inDatacenter(String name, String children) {
    return named(name, "Datacenter", "datacenter-2", Map.of("childEntity", children));
  }

  private static Map<String, String> datacenter() {
    return named(
        "DC",
        "Folder",
        "group-d1",
        Map.of(
            "vmFolder", reference("Folder", "group-v3"),
            "hostFolder", reference("Folder", "group-h4"),
            "datastoreFolder", reference("Folder", "group-s5"),
            "networkFolder", reference("Folder", "group-n6")));
  }

  private static Map<String, String> host() {
    return named(
        "esx1",
        "ClusterComputeResource",
        "domain-c7",
        Map.of(
            "overallStatus", string("green"),
            "summary.runtime.inMaintenanceMode", val("xsd:boolean", "false"),
            "config.dateTimeInfo.timeZone.name", string("UTC"),
            "datastore", refs("Datastore", SimEstate.DATASTORE)));
  }

  private Map<String, String> datastore() {
    return named(
        "store1",
        "Folder",
        "group-s5",
        Map.of(
            "summary.type", string(estate.storeType()),
            "summary.capacity", val("xsd:long", "1099511627776"),
            "summary.freeSpace", val("xsd:long", "549755813888")));
  }

  private static Map<String, String> task(SimTask task) {
    StringBuilder info = new StringBuilder();
    info.append(el("key", task.id)).append(ref("task", "Task", task.id));
    info.append(el("descriptionId", task.operation));
    info.append(ref("entity", "VirtualMachine", task.machine)).append(el("state", task.state));
    info.append(el("cancelled", false)).append(el("cancelable", false));
    if (!task.fault.isEmpty()) {
      info.append(
          "<error><fault xsi:type=\"%s\"/>%s</error>"
              .formatted(task.fault, el("localizedMessage", task.message)));
    }
    if (task.result.startsWith("snapshot-")) {
      info.append(
          "<result type=\"VirtualMachineSnapshot\" xsi:type=\"ManagedObjectReference\">%s</result>"
              .formatted(task.result));
    }
    return Map.of("info", val("TaskInfo", info.toString()));
  }
}
