package io.wherry.vsphere.inventory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.MachineExtras.Tpm;
import io.wherry.vsphere.soap.MoRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the row of any object. */
final class RowBuilder {
  private static final Map<String, String> COLLECTIONS =
      Map.ofEntries(
          Map.entry("Folder", "folders"),
          Map.entry("StoragePod", "folders"),
          Map.entry("Datacenter", "datacenters"),
          Map.entry("ComputeResource", "clusters"),
          Map.entry("ClusterComputeResource", "clusters"),
          Map.entry("HostSystem", "hosts"),
          Map.entry("Network", "networks"),
          Map.entry("OpaqueNetwork", "networks"),
          Map.entry("DistributedVirtualPortgroup", "networks"),
          Map.entry("DistributedVirtualSwitch", "networks"),
          Map.entry("VmwareDistributedVirtualSwitch", "networks"),
          Map.entry("Datastore", "datastores"),
          Map.entry("VirtualMachine", "vms"));

  private final String providerUid;
  private final Places places;
  private final ContainerRows containers;
  private final HostRow hosts;
  private final VmRow machines;
  private final MachineModel models;

  RowBuilder(String providerUid, Estate estate, Tpm withoutTpm) {
    this.providerUid = providerUid;
    this.places = new Places(estate);
    this.containers = new ContainerRows(places);
    this.hosts = new HostRow(estate);
    this.machines = new VmRow(estate);
    this.models = new MachineModel(estate, withoutTpm);
  }

  /** The collection of a type; empty for types without rows. */
  static Optional<String> collection(String type) {
    return Optional.ofNullable(COLLECTIONS.get(type));
  }

  /** The row; machines that are neither here nor there have none. */
  Optional<InventoryRow> row(Facts facts, int revision) {
    MoRef ref = facts.ref();
    Optional<String> collection = collection(ref.type());
    if (collection.isEmpty() || isGhost(facts)) {
      return Optional.empty();
    }
    ObjectNode base = base(facts, collection.get(), revision);
    ObjectNode full = Row.extended(base);
    boolean machine = ref.type().equals("VirtualMachine");
    List<ObjectNode> levels;
    if (machine) {
      machines.middle(facts, full);
      ObjectNode middle = full;
      full = Row.extended(middle);
      machines.full(facts, full);
      levels = List.of(base, middle, full);
    } else {
      fill(facts, full);
      levels = List.of(base, full);
    }
    return Optional.of(
        new InventoryRow(
            collection.get(),
            Places.id(ref),
            facts.get(Schema.NAME),
            base.path("path").asText(),
            levels,
            machine ? Optional.of(models.of(facts)) : Optional.empty()));
  }

  /** vCenter keeps records of machines whose files and host it has lost. */
  private static boolean isGhost(Facts facts) {
    return facts.ref().type().equals("VirtualMachine")
        && facts.get(VmProps.UUID).isEmpty()
        && facts.get(VmProps.INSTANCE_UUID).isEmpty()
        && !facts.get(VmProps.HOST).isSet();
  }

  private ObjectNode base(Facts facts, String collection, int revision) {
    MoRef ref = facts.ref();
    ObjectNode node = Row.object().put("id", Places.id(ref));
    variant(ref.type()).ifPresent(v -> node.put("variant", v));
    Row.set(node, "parent", Row.ref(facts.get(Schema.PARENT)));
    return node.put("path", places.path(ref))
        .put("revision", revision)
        .put("name", facts.get(Schema.NAME))
        .put(
            "selfLink",
            "providers/vsphere/" + providerUid + "/" + collection + "/" + Places.id(ref));
  }

  private static Optional<String> variant(String type) {
    return switch (COLLECTIONS.getOrDefault(type, "")) {
      case "networks" -> Optional.of(ContainerRows.networkVariant(type));
      case "clusters" -> type.equals("ComputeResource") ? Optional.of(type) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private void fill(Facts facts, ObjectNode full) {
    switch (COLLECTIONS.getOrDefault(facts.ref().type(), "")) {
      case "folders" -> containers.folder(facts, full);
      case "datacenters" -> containers.datacenter(facts, full);
      case "clusters" -> containers.cluster(facts, full);
      case "hosts" -> hosts.fill(facts, full);
      case "networks" -> containers.network(facts, full);
      default -> containers.datastore(facts, full);
    }
  }
}
