package io.wherry.vmimport.translate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.DiskExtras;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.order.Fingerprint;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Options;
import io.wherry.vmimport.order.Target;
import java.util.regex.Pattern;

/** Disks, network cards and the small devices, with the volumes and networks behind them. */
final class DeviceBuilder {
  /** Longer serials are cut by guests and by QEMU. */
  private static final int SERIAL_LENGTH = 20;

  private static final Pattern PCI =
      Pattern.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\\.[0-7]");

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
    attached(devices.withArray("disks"), templateSpec.withArray("volumes"));
    nics(devices, templateSpec);
    tpm(devices);
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
      SourceDisk source = order.machine().disks().get(target.index());
      device(disk, source);
      disk.put("serial", serial(target.id(), source));
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

  private void device(ObjectNode disk, SourceDisk source) {
    Options.RawDevices raw = order.options().carried().rawDevices();
    boolean shared = source.is(DiskExtras.Flag.SHARED);
    if (source.is(DiskExtras.Flag.RAW_DEVICE) && raw != Options.RawDevices.DATA) {
      ObjectNode lun = disk.putObject("lun").put("bus", "scsi");
      if (shared) {
        disk.put("errorPolicy", "report");
      }
      if (shared && raw == Options.RawDevices.LUN_WITH_RESERVATION) {
        lun.put("reservation", true);
      }
    } else {
      disk.putObject("disk").put("bus", bus(source));
    }
    if (shared) {
      share(disk);
    }
  }

  // Two machines must see each other's writes at once.
  private static void share(ObjectNode disk) {
    disk.put("shareable", true).put("cache", "none");
  }

  private void attached(ArrayNode disks, ArrayNode volumes) {
    for (Target.Attached shared : order.target().attached()) {
      ObjectNode disk = disks.addObject().put("name", shared.volume());
      SourceDisk source = order.machine().disks().get(shared.index());
      device(disk, source);
      disk.put("serial", serial(shared.id(), source));
      volumes
          .addObject()
          .put("name", shared.volume())
          .putObject("persistentVolumeClaim")
          .put("claimName", shared.claim());
    }
  }

  private String serial(String id, SourceDisk source) {
    String own = source.serial().replaceAll("[^A-Za-z0-9-]", "");
    return own.isEmpty()
        ? Fingerprint.hex(SERIAL_LENGTH, order.machine().id(), id)
        : own.substring(0, Math.min(own.length(), SERIAL_LENGTH));
  }

  // The chip's content is bound to the source's host and never moves.
  private void tpm(ObjectNode devices) {
    switch (order.machine().extras().tpm()) {
      case PRESENT -> devices.putObject("tpm").put("persistent", true);
      case ABSENT -> devices.putObject("tpm").put("enabled", false);
      case UNKNOWN -> {
        // The target's default.
      }
    }
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
      plug(card, nic.plug());
      connect(card, networks.addObject().put("name", nic.name()), nic);
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

  private static void plug(ObjectNode card, Target.Plug plug) {
    if (PCI.matcher(plug.pciAddress()).matches()) {
      card.put("pciAddress", plug.pciAddress());
    }
    if (plug.link() == SourceMachine.Link.DOWN) {
      card.put("state", "down");
    }
  }

  private void connect(ObjectNode card, ObjectNode network, Target.Nic nic) {
    if (!nic.attachment().isEmpty()) {
      card.putObject(source(nic) == SourceNic.Model.SRIOV ? "sriov" : "bridge");
      network.putObject("multus").put("networkName", nic.attachment());
      return;
    }
    network.putObject("pod");
    if (nic.plug().binding().isEmpty()) {
      card.putObject("masquerade");
    } else {
      card.putObject("binding").put("name", nic.plug().binding());
    }
  }
}
