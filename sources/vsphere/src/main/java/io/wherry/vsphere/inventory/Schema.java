package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which properties of which types are followed.
 *
 * @source inventory-and-providers.md section 2.4
 */
final class Schema {
  static final Prop<String> NAME = Prop.name();
  static final Prop<MoRef> PARENT = Prop.ref("parent");

  static final Prop<List<MoRef>> CHILDREN = Prop.refs("childEntity");

  static final Prop<MoRef> VM_FOLDER = Prop.ref("vmFolder");
  static final Prop<MoRef> HOST_FOLDER = Prop.ref("hostFolder");
  static final Prop<MoRef> NETWORK_FOLDER = Prop.ref("networkFolder");
  static final Prop<MoRef> DATASTORE_FOLDER = Prop.ref("datastoreFolder");

  static final Prop<List<MoRef>> HOSTS = Prop.refs("host");
  static final Prop<List<MoRef>> NETWORKS = Prop.refs("network");
  static final Prop<List<MoRef>> DATASTORES = Prop.refs("datastore");
  static final Prop<ClusterRules> CLUSTER_RULES =
      new Prop<>("configurationEx", ClusterRules::of, ClusterRules.NONE);

  static final Prop<String> TAG_KEYS = new Prop<>("tag", Schema::tagKeys, "");
  static final Prop<String> OPAQUE_ID =
      new Prop<>("summary", xml -> xml.text("opaqueNetworkId"), "");
  static final Prop<MoRef> DVS = Prop.ref("config.distributedVirtualSwitch");
  static final Prop<String> PORT_VLAN = new Prop<>("config.defaultPortConfig", Schema::vlan, "");
  static final Prop<String> PORT_GROUP_KEY = Prop.text("key");
  static final Prop<List<SwitchHost>> SWITCH_HOSTS = Prop.list("config.host", SwitchHost::of);

  static final Prop<String> STORE_TYPE = Prop.text("summary.type");
  static final Prop<Long> STORE_CAPACITY = Prop.number("summary.capacity");
  static final Prop<Long> STORE_FREE = Prop.number("summary.freeSpace");
  static final Prop<String> STORE_MAINTENANCE = Prop.text("summary.maintenanceMode");
  static final Prop<StoreBacking> STORE_BACKING =
      new Prop<>("info", StoreBacking::of, StoreBacking.NONE);
  static final Prop<Boolean> IORM_SUPPORTED = Prop.flag("capability.storageIORMSupported");
  static final Prop<Iorm> IORM = new Prop<>("iormConfiguration", Iorm::of, Iorm.NONE);

  private static final List<Prop<?>> NETWORK = List.of(NAME, PARENT, TAG_KEYS);

  private static final Map<String, List<Prop<?>>> TYPES =
      Map.ofEntries(
          Map.entry("Folder", List.of(NAME, PARENT, CHILDREN)),
          Map.entry(
              "Datacenter",
              List.of(NAME, PARENT, VM_FOLDER, HOST_FOLDER, NETWORK_FOLDER, DATASTORE_FOLDER)),
          Map.entry("ComputeResource", List.of(NAME, PARENT, HOSTS, NETWORKS, DATASTORES)),
          Map.entry(
              "ClusterComputeResource",
              List.of(NAME, PARENT, HOSTS, NETWORKS, DATASTORES, CLUSTER_RULES)),
          Map.entry("HostSystem", HostProps.ALL),
          Map.entry("Network", NETWORK),
          Map.entry("OpaqueNetwork", List.of(NAME, PARENT, TAG_KEYS, OPAQUE_ID)),
          Map.entry(
              "DistributedVirtualPortgroup",
              List.of(NAME, PARENT, TAG_KEYS, DVS, PORT_VLAN, PORT_GROUP_KEY)),
          Map.entry("DistributedVirtualSwitch", List.of(NAME, PARENT, SWITCH_HOSTS)),
          Map.entry(
              "Datastore",
              List.of(
                  NAME,
                  PARENT,
                  STORE_TYPE,
                  STORE_CAPACITY,
                  STORE_FREE,
                  STORE_MAINTENANCE,
                  STORE_BACKING,
                  IORM_SUPPORTED,
                  IORM)),
          Map.entry("VirtualMachine", VmProps.ALL));

  private Schema() {}

  /** Properties by path, by type. */
  static Map<String, Map<String, Prop<?>>> types() {
    Map<String, Map<String, Prop<?>>> result = new LinkedHashMap<>();
    TYPES.forEach((type, props) -> {
      Map<String, Prop<?>> byPath = new LinkedHashMap<>();
      props.forEach(p -> byPath.put(p.path(), p));
      result.put(type, byPath);
    });
    return result;
  }

  private static String tagKeys(Xml xml) {
    return String.join("\n", xml.children().stream().map(t -> t.text("key")).toList());
  }

  private static String vlan(Xml config) {
    Xml vlan = config.at("vlan");
    Xml id = vlan.at("vlanId");
    if (id.isPresent() && id.children().isEmpty()) {
      return id.text();
    }
    // A trunk has ranges.
    return String.join(
        ",", vlan.all("vlanId").stream().map(r -> r.text("start") + "-" + r.text("end")).toList());
  }

  /** A host on a distributed switch, and its cards there. */
  record SwitchHost(MoRef host, List<String> cards) {
    static SwitchHost of(Xml member) {
      return new SwitchHost(
          member.ref("config", "host"),
          member.at("config", "backing").all("pnicSpec").stream()
              .map(p -> p.text("pnicDevice"))
              .toList());
    }
  }

  /** What a datastore lies on. */
  record StoreBacking(
      List<String> devices, String nasHost, String nasPath, List<String> nasHosts, String url) {
    static final StoreBacking NONE = new StoreBacking(List.of(), "", "", List.of(), "");

    static StoreBacking of(Xml info) {
      return new StoreBacking(
          info.at("vmfs").all("extent").stream().map(e -> e.text("diskName")).toList(),
          info.text("nas", "remoteHost"),
          info.text("nas", "remotePath"),
          info.at("nas").all("remoteHostNames").stream().map(Xml::text).toList(),
          info.text("url"));
    }
  }

  /**
   * Storage I/O control.
   *
   * @param threshold milliseconds
   */
  record Iorm(boolean enabled, int threshold, String mode, int percent) {
    private static final int THRESHOLD = 30;
    private static final int PERCENT = 90;

    /** The defaults of the product. */
    static final Iorm NONE = new Iorm(false, THRESHOLD, "automatic", PERCENT);

    static Iorm of(Xml xml) {
      String mode = xml.text("congestionThresholdMode");
      return new Iorm(
          xml.flag("enabled"),
          Math.clamp(xml.optionalNumber("congestionThreshold").orElse((long) THRESHOLD), 5, 100),
          mode.isEmpty() ? "automatic" : mode,
          Math.clamp(
              xml.optionalNumber("percentOfPeakThroughput").orElse((long) PERCENT), 50, 100));
    }
  }
}
