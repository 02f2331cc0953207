package io.wherry.vsphere.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.vsphere.inventory.HostProps.PortGroup;
import io.wherry.vsphere.inventory.HostProps.VirtualCard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A host as the API shows it.
 *
 * @source inventory-and-providers.md section 1.7
 */
final class HostRow {
  private final Estate estate;

  HostRow(Estate estate) {
    this.estate = estate;
  }

  void fill(Facts facts, ObjectNode full) {
    full.put("cluster", Places.id(facts.get(Schema.PARENT)));
    full.put("status", facts.get(HostProps.STATUS));
    full.put("inMaintenance", facts.get(HostProps.MAINTENANCE));
    full.put("managementServerIp", facts.get(HostProps.MANAGER));
    full.put("thumbprint", facts.get(HostProps.THUMBPRINT));
    full.put("timezone", facts.get(HostProps.TIMEZONE));
    full.put("cpuSockets", facts.get(HostProps.SOCKETS));
    full.put("cpuCores", facts.get(HostProps.CORES));
    full.put("memoryBytes", facts.get(HostProps.MEMORY));
    full.put("productName", facts.get(HostProps.PRODUCT));
    full.put("productVersion", facts.get(HostProps.VERSION));
    full.put("model", facts.get(HostProps.MODEL));
    full.put("vendor", facts.get(HostProps.VENDOR));
    networking(facts, full.putObject("networking"));
    Row.set(full, "networks", Row.refs(facts.get(Schema.NETWORKS)));
    Row.set(full, "datastores", Row.refs(facts.get(Schema.DATASTORES)));
    Row.set(full, "vms", Row.refs(estate.machinesOn(facts.ref())));
    adapters(facts, full.putArray("networkAdapters"));
    ArrayNode disks = full.putArray("hostScsiDisks");
    facts
        .get(HostProps.SCSI_DISKS)
        .forEach(d ->
            disks
                .addObject()
                .put("canonicalName", d.canonicalName())
                .put("vendor", d.vendor())
                .put("model", d.model())
                .put("key", d.key()));
    full.putArray("advancedOptions");
    full.put("vmotionSupported", facts.get(HostProps.VMOTION));
    full.put("storageVmotionSupported", facts.get(HostProps.STORAGE_VMOTION));
  }

  private static void networking(Facts facts, ObjectNode node) {
    ArrayNode cards = node.putArray("pNICs");
    facts
        .get(HostProps.CARDS)
        .forEach(c -> cards.addObject().put("key", c.key()).put("linkSpeed", c.speed()));
    ArrayNode virtual = node.putArray("vNICs");
    for (VirtualCard card : facts.get(HostProps.VIRTUAL_CARDS)) {
      ObjectNode one =
          virtual
              .addObject()
              .put("key", card.key())
              .put("device", card.device())
              .put("portGroup", card.portGroup())
              .put("dPortGroup", card.distributedPortGroup())
              .put("ipAddress", card.ip())
              .put("subnetMask", card.mask())
              .put("mtu", card.mtu());
      Row.set(one, "ipV6Address", Row.texts(card.ipv6()));
    }
    ArrayNode groups = node.putArray("portGroups");
    facts
        .get(HostProps.PORT_GROUPS)
        .forEach(g ->
            groups
                .addObject()
                .put("key", g.key())
                .put("name", g.name())
                .put("vSwitch", g.vSwitch())
                .put("vlanId", g.vlan()));
    ArrayNode switches = node.putArray("switches");
    for (HostProps.Switch s : facts.get(HostProps.SWITCHES)) {
      ObjectNode one = switches.addObject().put("key", s.key()).put("name", s.name());
      Row.set(one, "portGroups", Row.texts(s.portGroups()));
      Row.set(one, "pNICs", Row.texts(s.cards()));
    }
  }

  /** What could carry a transfer, fastest first. */
  private record Adapter(String name, String ip, String mask, int speed, int mtu) {}

  private void adapters(Facts facts, ArrayNode array) {
    List<Adapter> found = new ArrayList<>();
    Map<String, PortGroup> groups =
        facts.get(HostProps.PORT_GROUPS).stream()
            .collect(Collectors.toMap(PortGroup::name, Function.identity(), (a, _) -> a));
    for (VirtualCard card : facts.get(HostProps.VIRTUAL_CARDS)) {
      adapter(facts, groups, card).ifPresent(found::add);
    }
    found.sort(
        Comparator.comparingInt(Adapter::speed)
            .thenComparingInt(Adapter::mtu)
            .reversed()
            .thenComparing(Adapter::name));
    found.forEach(a ->
        array
            .addObject()
            .put("name", a.name())
            .put("ipAddress", a.ip())
            .put("subnetMask", a.mask())
            .put("linkSpeed", a.speed())
            .put("mtu", a.mtu()));
  }

  private Optional<Adapter> adapter(Facts facts, Map<String, PortGroup> groups, VirtualCard card) {
    PortGroup group = groups.get(card.portGroup());
    if (group != null) {
      int speed =
          facts.get(HostProps.SWITCHES).stream()
              .filter(s -> s.key().equals(group.vSwitch()) || s.name().equals(group.vSwitch()))
              .findFirst()
              .map(s -> firstSpeed(facts, s.cards()))
              .orElse(0);
      return Optional.of(new Adapter(group.name(), card.ip(), card.mask(), speed, card.mtu()));
    }
    return estate
        .portGroup(card.distributedPortGroup())
        .map(g -> g.get(Schema.DVS))
        .map(dvs -> distributed(facts, estate.get(dvs), card));
  }

  private static Adapter distributed(Facts host, Facts dvs, VirtualCard card) {
    int speed =
        dvs.get(Schema.SWITCH_HOSTS).stream()
            .filter(m -> m.host().equals(host.ref()))
            .findFirst()
            .map(m -> firstSpeed(host, m.cards()))
            .orElse(0);
    return new Adapter(dvs.get(Schema.NAME), card.ip(), card.mask(), speed, card.mtu());
  }

  private static int firstSpeed(Facts host, List<String> cards) {
    return cards.stream()
        .findFirst()
        .flatMap(first ->
            host.get(HostProps.CARDS).stream()
                .filter(c -> c.key().equals(first) || c.key().endsWith("-" + first))
                .findFirst())
        .map(HostProps.Card::speed)
        .orElse(0);
  }
}
