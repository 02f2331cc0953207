package io.wherry.vmimport.translate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.order.Fingerprint;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Target;

/** Disks, network cards and the small devices, with the volumes and networks behind them. */
final class DeviceBuilder {
  /** Longer serials are cut by guests and by QEMU. */
  private static final int SERIAL_LENGTH = 20;

  private final ImportOrder order;
  private final GuestFacts facts;
  private final boolean compatible;

  DeviceBuilder(ImportOrder order, GuestFacts facts) {
    this.order = order;
    this.facts = facts;
    this.compatible = order.options().conversion().usesCompatibleDevices();
  }

  /** Adds devices to the domain, and volumes and networks beside it. */
  void into(ObjectNode templateSpec) {
    ObjectNode devices = ((ObjectNode) templateSpec.get("domain")).putObject("devices");
    disks(devices.putArray("disks"), templateSpec.putArray("volumes"));
    nics(devices, templateSpec);
    devices
        .putArray("inputs")
        .addObject()
        .put("bus", compatible ? "usb" : "virtio")
        .put("name", "tablet")
        .put("type", "tablet");
    if (!compatible) {
      devices.putObject("rng");
    }
  }

  private void disks(ArrayNode disks, ArrayNode volumes) {
    int boot =
        BootDisk.index(
            order.options().machine().rootDisk(),
            facts.rootDevice(),
            order.target().disks().size());
    for (Target.Disk target : order.target().disks()) {
      ObjectNode disk = disks.addObject().put("name", target.volume());
      disk.putObject("disk").put("bus", bus(order.machine().disks().get(target.index())));
      disk.put("serial", serial(target));
      if (disks.size() - 1 == boot) {
        disk.put("bootOrder", 1);
      }
      volumes
          .addObject()
          .put("name", target.volume())
          .putObject("persistentVolumeClaim")
          .put("claimName", target.claim());
    }
  }

  /** A guest that is not converted needs the bus that it has a driver for. */
  private String bus(SourceMachine.SourceDisk source) {
    if (compatible) {
      return "sata";
    }
    return switch (source.extras().bus()) {
      case ANY, VIRTIO -> "virtio";
      case SCSI -> "scsi";
      case SATA -> "sata";
    };
  }

  private String serial(Target.Disk target) {
    SourceMachine machine = order.machine();
    String own = machine.disks().get(target.index()).serial().replaceAll("[^A-Za-z0-9-]", "");
    return own.isEmpty()
        ? Fingerprint.hex(SERIAL_LENGTH, machine.id(), target.id())
        : own.substring(0, Math.min(own.length(), SERIAL_LENGTH));
  }

  /** Network cards with the networks behind them. */
  void nics(ObjectNode devices, ObjectNode templateSpec) {
    ArrayNode interfaces = devices.putArray("interfaces");
    ArrayNode networks = templateSpec.putArray("networks");
    for (Target.Nic nic : order.target().nics()) {
      ObjectNode card = interfaces.addObject().put("name", nic.name());
      card.put("model", compatible ? "e1000e" : model(source(nic)));
      if (!nic.mac().isEmpty()) {
        card.put("macAddress", nic.mac());
      }
      ObjectNode network = networks.addObject().put("name", nic.name());
      if (nic.attachment().isEmpty()) {
        card.putObject("masquerade");
        network.putObject("pod");
      } else {
        card.putObject(source(nic) == SourceNic.Model.SRIOV ? "sriov" : "bridge");
        network.putObject("multus").put("networkName", nic.attachment());
      }
    }
    if (order.target().nics().isEmpty()) {
      // KubeVirt adds a pod network of its own otherwise; the user mapped everything to "ignored".
      devices.put("autoattachPodInterface", false);
    }
  }

  /** By its address, which no two cards of a machine have in common. */
  private SourceNic.Model source(Target.Nic nic) {
    return order.machine().nics().stream()
        .filter(n -> !n.mac().isEmpty() && n.mac().equals(nic.mac()))
        .map(SourceNic::model)
        .findFirst()
        .orElse(SourceNic.Model.ANY);
  }

  private static String model(SourceNic.Model source) {
    return switch (source) {
      case ANY, VIRTIO, SRIOV -> "virtio";
      case E1000 -> "e1000";
      case RTL8139 -> "rtl8139";
    };
  }
}
