package io.wherry.vsphere.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.vsphere.soap.MoRef;

/**
 * Folders, datacenters, clusters, networks and datastores as the API shows them.
 *
 * @source inventory-and-providers.md section 1.7
 */
final class ContainerRows {
  private final Places places;

  ContainerRows(Places places) {
    this.places = places;
  }

  void folder(Facts facts, ObjectNode full) {
    MoRef parent = facts.get(Schema.PARENT);
    full.put("folder", parent.type().equals("Folder") ? Places.id(parent) : "");
    full.put("datacenter", Places.id(places.datacenter(facts.ref())));
    Row.set(full, "children", Row.refs(facts.get(Schema.CHILDREN)));
  }

  void datacenter(Facts facts, ObjectNode full) {
    Row.set(full, "datastores", Row.ref(facts.get(Schema.DATASTORE_FOLDER)));
    Row.set(full, "networks", Row.ref(facts.get(Schema.NETWORK_FOLDER)));
    Row.set(full, "clusters", Row.ref(facts.get(Schema.HOST_FOLDER)));
    Row.set(full, "vms", Row.ref(facts.get(Schema.VM_FOLDER)));
  }

  void cluster(Facts facts, ObjectNode full) {
    ClusterRules rules = facts.get(Schema.CLUSTER_RULES);
    full.put("folder", Places.id(facts.get(Schema.PARENT)));
    Row.set(full, "networks", Row.refs(facts.get(Schema.NETWORKS)));
    Row.set(full, "datastores", Row.refs(facts.get(Schema.DATASTORES)));
    Row.set(full, "hosts", Row.refs(facts.get(Schema.HOSTS)));
    full.put("dasEnabled", rules.haEnabled());
    Row.set(full, "dasVms", Row.refs(rules.haVms()));
    full.put("drsEnabled", rules.drsEnabled());
    full.put("drsBehavior", rules.drsBehavior());
    Row.set(full, "drsVms", Row.refs(rules.drsVms()));
    // Upstream's rules read these two, and its inventory has neither.
    full.put("dpmEnabled", rules.dpmEnabled());
    Row.set(full, "hostAffinityVms", Row.refs(rules.affineVms()));
  }

  static String networkVariant(String type) {
    return switch (type) {
      case "DistributedVirtualPortgroup" -> "DvPortGroup";
      case "OpaqueNetwork" -> "OpaqueNetwork";
      case "DistributedVirtualSwitch", "VmwareDistributedVirtualSwitch" -> "DvSwitch";
      default -> "Standard";
    };
  }

  void network(Facts facts, ObjectNode full) {
    if (facts.get(Schema.DVS).isSet()) {
      Row.set(full, "dvSwitch", Row.ref(facts.get(Schema.DVS)));
    }
    full.put("vlanId", facts.get(Schema.PORT_VLAN));
    ArrayNode hosts = full.putArray("host");
    for (Schema.SwitchHost member : facts.get(Schema.SWITCH_HOSTS)) {
      ObjectNode host = hosts.addObject();
      Row.set(host, "Host", Row.ref(member.host()));
      Row.set(host, "PNIC", Row.texts(member.cards()));
    }
    ArrayNode tags = full.putArray("tag");
    facts.get(Schema.TAG_KEYS).lines().forEach(key -> tags.addObject().put("key", key));
    String key = facts.get(Schema.PORT_GROUP_KEY);
    Row.textIfAny(full, "key", key.isEmpty() ? facts.get(Schema.OPAQUE_ID) : key);
  }

  void datastore(Facts facts, ObjectNode full) {
    Schema.StoreBacking backing = facts.get(Schema.STORE_BACKING);
    Schema.Iorm iorm = facts.get(Schema.IORM);
    full.put("type", facts.get(Schema.STORE_TYPE));
    full.put("capacity", facts.get(Schema.STORE_CAPACITY));
    full.put("free", facts.get(Schema.STORE_FREE));
    full.put("maintenance", facts.get(Schema.STORE_MAINTENANCE));
    Row.set(full, "backingDevicesNames", Row.texts(backing.devices()));
    Row.textIfAny(full, "nasRemoteHost", backing.nasHost());
    Row.textIfAny(full, "nasRemotePath", backing.nasPath());
    if (!backing.nasHosts().isEmpty()) {
      Row.set(full, "nasRemoteHostNames", Row.texts(backing.nasHosts()));
    }
    full.put("storageIORMSupported", facts.get(Schema.IORM_SUPPORTED));
    full.put("iormEnabled", iorm.enabled());
    full.put("iormCongestionThreshold", iorm.threshold());
    full.put("iormCongestionThresholdMode", iorm.mode());
    full.put("iormPercentOfPeakThroughput", iorm.percent());
  }
}
