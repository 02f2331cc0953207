package io.wherry.vsphere.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.vsphere.inventory.VmProps.GuestDisk;
import io.wherry.vsphere.inventory.VmProps.GuestNet;
import io.wherry.vsphere.inventory.VmProps.GuestRoutes;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the tools inside of a guest tell about it. */
final class GuestRows {
  private static final Pattern LETTER = Pattern.compile("([A-Za-z]):.*");

  private GuestRows() {}

  static void fill(Facts facts, ObjectNode node) {
    networks(facts.get(VmProps.GUEST_NETS), node.putArray("guestNetworks"));
    disks(facts.get(VmProps.GUEST_DISKS), node.putArray("guestDisks"));
    routes(facts.get(VmProps.GUEST_ROUTES), node.putArray("guestIpStacks"));
  }

  private static void networks(List<GuestNet> nets, ArrayNode array) {
    for (int i = 0; i < nets.size(); i++) {
      GuestNet net = nets.get(i);
      for (GuestNet.Address address : net.addresses()) {
        ObjectNode node =
            array
                .addObject()
                .put("device", Integer.toString(i))
                .put("deviceConfigId", net.device())
                .put("mac", net.mac())
                .put("ip", address.ip())
                .put("origin", address.origin())
                .put("prefix", address.prefix());
        Row.set(node, "dns", Row.texts(net.dns()));
        node.put("network", net.network());
      }
    }
  }

  private static void disks(List<GuestDisk> disks, ArrayNode array) {
    for (GuestDisk disk : disks) {
      ObjectNode node =
          array
              .addObject()
              .put("key", disk.device())
              .put("diskPath", disk.path())
              .put("capacity", disk.capacity())
              .put("freeSpace", disk.free());
      node.put("filesystemType", disk.type());
    }
  }

  private static void routes(List<GuestRoutes> stacks, ArrayNode array) {
    for (GuestRoutes stack : stacks) {
      for (GuestRoutes.Route route : stack.routes()) {
        ObjectNode node =
            array
                .addObject()
                .put("device", route.device())
                .put("gateway", route.gateway())
                .put("network", route.network())
                .put("prefix", route.prefix());
        Row.set(node, "dns", Row.texts(stack.dns()));
      }
    }
  }

  /** A Windows guest's letter for a disk; empty when it has none. */
  static String driveLetter(Facts facts, int diskKey) {
    return facts.get(VmProps.GUEST_DISKS).stream()
        .filter(d -> d.device() == diskKey)
        .map(d -> LETTER.matcher(d.path()))
        .filter(m -> m.matches())
        .map(m -> m.group(1).toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("");
  }
}
