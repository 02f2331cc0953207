package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.List;

/**
 * What is followed of hosts.
 *
 * @source inventory-and-providers.md sections 1.7 and 2.4
 */
final class HostProps {
  static final Prop<String> STATUS = Prop.text("overallStatus");
  static final Prop<String> PRODUCT = Prop.text("config.product.name");
  static final Prop<String> VERSION = Prop.text("config.product.version");
  static final Prop<String> THUMBPRINT = Prop.text("summary.config.sslThumbprint");
  static final Prop<String> TIMEZONE = Prop.text("config.dateTimeInfo.timeZone.name");
  static final Prop<String> MANAGER = Prop.text("summary.managementServerIp");
  static final Prop<Boolean> MAINTENANCE = Prop.flag("summary.runtime.inMaintenanceMode");
  static final Prop<Long> SOCKETS = Prop.number("summary.hardware.numCpuPkgs");
  static final Prop<Long> CORES = Prop.number("summary.hardware.numCpuCores");
  static final Prop<Long> MEMORY = Prop.number("summary.hardware.memorySize");
  static final Prop<String> MODEL = Prop.text("hardware.systemInfo.model");
  static final Prop<String> VENDOR = Prop.text("hardware.systemInfo.vendor");
  static final Prop<Boolean> VMOTION = Prop.flag("capability.vmotionSupported");
  static final Prop<Boolean> STORAGE_VMOTION = Prop.flag("capability.storageVMotionSupported");
  static final Prop<MoRef> ADVANCED = Prop.ref("configManager.advancedOption");
  static final Prop<List<Switch>> SWITCHES = Prop.list("config.network.vswitch", Switch::of);
  static final Prop<List<PortGroup>> PORT_GROUPS =
      Prop.list("config.network.portgroup", PortGroup::of);
  static final Prop<List<Card>> CARDS = Prop.list("config.network.pnic", Card::of);
  static final Prop<List<VirtualCard>> VIRTUAL_CARDS =
      Prop.list("config.network.vnic", VirtualCard::of);
  static final Prop<List<ScsiDisk>> SCSI_DISKS =
      Prop.list("config.storageDevice.scsiLun", ScsiDisk::of);

  static final List<Prop<?>> ALL =
      List.of(
          Schema.NAME,
          Schema.PARENT,
          Schema.NETWORKS,
          Schema.DATASTORES,
          STATUS,
          PRODUCT,
          VERSION,
          THUMBPRINT,
          TIMEZONE,
          MANAGER,
          MAINTENANCE,
          SOCKETS,
          CORES,
          MEMORY,
          MODEL,
          VENDOR,
          VMOTION,
          STORAGE_VMOTION,
          ADVANCED,
          SWITCHES,
          PORT_GROUPS,
          CARDS,
          VIRTUAL_CARDS,
          SCSI_DISKS);

  private HostProps() {}

  private static List<String> texts(Xml xml, String name) {
    return xml.all(name).stream().map(Xml::text).toList();
  }

  /** A switch inside the host; lists hold keys. */
  record Switch(String key, String name, List<String> portGroups, List<String> cards) {
    static Switch of(Xml xml) {
      return new Switch(
          xml.text("key"), xml.text("name"), texts(xml, "portgroup"), texts(xml, "pnic"));
    }
  }

  /**
   * A port group of such a switch.
   *
   * @param vSwitch key
   */
  record PortGroup(String key, String name, String vSwitch, int vlan) {
    static PortGroup of(Xml xml) {
      return new PortGroup(
          xml.text("key"),
          xml.text("spec", "name"),
          xml.text("vswitch"),
          xml.small("spec", "vlanId"));
    }
  }

  /** A physical card, speed in Mbit/s, 0 when its link is down. */
  record Card(String key, int speed) {
    static Card of(Xml xml) {
      return new Card(xml.text("key"), xml.small("linkSpeed", "speedMb"));
    }
  }

  /** A card of the hypervisor itself. */
  record VirtualCard(
      String key,
      String device,
      String portGroup,
      String distributedPortGroup,
      String ip,
      List<String> ipv6,
      String mask,
      int mtu) {
    static VirtualCard of(Xml xml) {
      Xml spec = xml.at("spec");
      return new VirtualCard(
          xml.text("key"),
          xml.text("device"),
          xml.text("portgroup"),
          spec.text("distributedVirtualPort", "portgroupKey"),
          spec.text("ip", "ipAddress"),
          spec.at("ip", "ipV6Config").all("ipV6Address").stream()
              .map(a -> a.text("ipAddress"))
              .toList(),
          spec.text("ip", "subnetMask"),
          spec.small("mtu"));
    }
  }

  /** A disk or other unit of the host's storage. */
  record ScsiDisk(String canonicalName, String vendor, String model, String key) {
    static ScsiDisk of(Xml xml) {
      return new ScsiDisk(
          xml.text("canonicalName"),
          xml.text("vendor").strip(),
          xml.text("model").strip(),
          xml.text("key"));
    }
  }
}
