package io.wherry.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Machines as inventories show them, good and odd ones: every attribute that a rule reads has
 * values for and against, is missing, null, or of another type at times.
 */
final class RandomMachines {
  /** Path of each attribute, and what it may be, as JSON. Brackets mean a list of up to four. */
  private static final Map<String, List<String>> ATTRIBUTES =
      Map.of(
          "vmware",
          List.of(
              "name=\"web01\"|\"Web 01\"|\"a.b-c\"|\"\"|7",
              "id=\"vm-1\"|\"vm-2\"",
              "changeTrackingEnabled=true|false",
              "consolidationNeeded=true|false",
              "cpuAffinity=[]|[1]",
              "cpuHotAddEnabled=true|false",
              "cpuHotRemoveEnabled=true|false",
              "memoryHotAddEnabled=true|false",
              "diskEnableUuid=true|false",
              "faultToleranceEnabled=true|false",
              "tpmEnabled=true|false",
              "numaNodeAffinity=[]|[\"0\"]",
              "guestId=\"rhel9_64Guest\"|\"windows2019srv_64Guest\"|\"otherGuest\"|\"\"",
              "guestName=\"Red Hat Enterprise Linux 8 (64-bit)\"|\"Debian\"|\"\"",
              "guestNameFromVmwareTools=\"Microsoft Windows Server 2022\"|\"Solaris\"|\"\"",
              "hostName=\"\"|\"localhost.localdomain\"|\"web01\"",
              "guestNetworks=[]|[{}]",
              "snapshot.kind=\"\"|\"VirtualMachineSnapshot\"",
              "host.cluster.drsEnabled=true|false",
              "host.cluster.dpmEnabled=true|false",
              "host.cluster.hostAffinityVms=[]|[{\"id\":\"vm-1\"}]",
              "devices[].kind=\"VirtualPCIPassthrough\"|\"VirtualSriovEthernetCard\""
                  + "|\"VirtualUSBController\"|\"VirtualVmxnet3\"",
              "disks[].bus=\"scsi\"|\"sata\"|\"nvme\"",
              "disks[].capacity=0|-1|1048576|9007199254740993|0.5",
              "disks[].changeTrackingEnabled=true|false",
              "disks[].controllerKey=1000|1001|15000",
              "disks[].unitNumber=0|1|15",
              "disks[].datastore.id=\"\"|\"datastore-1\"",
              "disks[].file=\"[ds] a/a.vmdk\"|\"[ds] b/b.vmdk\"",
              "disks[].mode=\"persistent\"|\"independent_persistent\""
                  + "|\"independent_nonpersistent\"",
              "disks[].rdm=true|false",
              "disks[].shared=true|false",
              "guestDisks[].diskPath=\"/\"|\"/boot\"|\"C:\\\\\"|\"c:\"|\"/var\"",
              "guestDisks[].freeSpace=0|10485759|10485760|52428799|104857599|104857600",
              "guestDisks[].key=0|2000"),
          "ovirt",
          List.of(
              "name=\"web01\"|\"Web 01\"|\"\"|null",
              "status=\"up\"|\"powering_down\"|\"paused\"|3",
              "balloonedMemory=true|false",
              "bootMenuEnabled=true|false",
              "bios=\"q35_secure_boot\"|\"i440fx_sea_bios\"",
              "customCpuModel=\"\"|\"EPYC\"",
              "cpuPinningPolicy=\"none\"|\"resize_and_pin_numa\"|\"isolate_threads\"",
              "cpuShares=0|512",
              "cpuAffinity=[]|[{\"set\":\"0\",\"cpu\":1}]",
              "properties=[]|[{\"name\":\"x\"}]",
              "display=\"vnc\"|\"spice\"",
              "haEnabled=true|false",
              "hasIllegalImages=true|false",
              "hostDevices=[]|[{}]",
              "ioThreads=0|1|2",
              "numaNodeAffinity=[]|[\"0\"]",
              "placementPolicyAffinity=\"migratable\"|\"user_migratable\"|\"pinned\"",
              "storageErrorResumeBehaviour=\"auto_resume\"|\"kill\"",
              "osType=\"windows_2022\"|\"windows_11\"|\"rhel_6x64\"|\"rhel_9x64\"",
              "usbEnabled=true|false",
              "watchDogs=[]|[{}]",
              "snapshots[].persistMemory=true|false",
              "cluster.haReservation=true|false",
              "cluster.ksmEnabled=true|false",
              "nics[].id=\"n1\"",
              "nics[].interface=\"virtio\"|\"e1000\"|\"pci_passthrough\"|\"other\"",
              "nics[].plugged=true|false",
              "nics[].profile.networkFilter=\"\"|\"vdsm-no-mac-spoofing\"",
              "nics[].profile.portMirroring=true|false",
              "nics[].profile.qos=\"\"|\"q\"",
              "nics[].profile.properties=[]|[{}]",
              "diskAttachments[].id=\"d1\"",
              "diskAttachments[].interface=\"virtio\"|\"virtio_scsi\"|\"ide\"",
              "diskAttachments[].scsiReservation=true|false",
              "diskAttachments[].disk.status=\"ok\"|\"illegal\"|\"locked\"",
              "diskAttachments[].disk.storageType=\"image\"|\"lun\"|\"cinder\"",
              "diskAttachments[].disk.shared=true|false",
              "diskAttachments[].disk.provisionedSize=0|1073741824",
              "diskAttachments[].disk.lun.logicalUnits.logicalUnit=[{\"size\":0}]"
                  + "|[{\"size\":5},{\"size\":-1}]|[]"),
          "openstack",
          List.of(
              "name=\"web01\"|\"Web 01\"|\"\"",
              "status=\"ACTIVE\"|\"SHUTOFF\"|\"ERROR\"|1",
              "addresses.net1=[{\"OS-EXT-IPS:type\":\"floating\"}]"
                  + "|[{\"OS-EXT-IPS:type\":\"fixed\"}]",
              "flavor.extraSpecs.quota:cpu_shares=\"1024\"",
              "flavor.extraSpecs.pci_passthrough:alias=\"gpu:1\"",
              "flavor.extraSpecs.hw:pci_numa_affinity_policy=\"required\"",
              "flavor.extraSpecs.hw:numa_nodes=\"2\"",
              "flavor.extraSpecs.os:secure_boot=\"required\"|\"optional\"",
              "flavor.extraSpecs.hw:watchdog_action=\"reset\"|false",
              "image.properties.hw_boot_menu=\"true\"|\"false\"|true",
              "image.properties.hw_disk_bus=\"virtio\"|\"ide\"",
              "image.properties.hw_vif_model=\"e1000\"|\"vmxnet3\"",
              "image.properties.hw_watchdog_action=\"poweroff\"|false",
              "image.properties.os_distro=\"rhel\"|\"centos\"|\"windows\"|\"fedora\"|\"debian\"",
              "image.properties.os_version=\"7.9\"|\"9\"|\"2k22\"|\"37\"|\"12\"",
              "image.properties.os_secure_boot=\"required\"|\"disabled\"",
              "volumes[].name=\"v1\"|\"v2\"",
              "volumes[].size=0|-1|10",
              "volumes[].status=\"available\"|\"in-use\"|\"error\"",
              "volumes[].attachments=[]|[{}]|[{},{}]"),
          "ova",
          List.of(
              "name=\"web01\"|\"Web 01\"|\"\"",
              "cpuAffinity=[]|[1]",
              "cpuHotAddEnabled=true|false",
              "cpuHotRemoveEnabled=true|false",
              "memoryHotAddEnabled=true|false",
              "ovaSource=\"VMware\"|\"VirtualBox\"|\"Unknown\"",
              "disks[].capacity=0|-1|10",
              "disks[].filePath=\"/ova/a\"|\"/ova/b\""),
          "hyperv",
          List.of(
              "name=\"web01\"|\"Web 01\"|\"\"",
              "hasCheckpoint=true|false",
              "managementType=\"cluster\"|\"standalone\"",
              "isClusterRole=true|false",
              "powerState=\"On\"|\"Off\"",
              "guestOS=\"\"|\"Windows Server 2019 Standard\"|\"Debian 12\"",
              "guestNetworks=[]|[{}]",
              "secureBoot=true|false",
              "tpmEnabled=true|false",
              "disks[].name=\"d1\"|\"d2\"",
              "disks[].capacity=0|-1|10",
              "disks[].smbPath=\"\"|\"//s/a.vhdx\"|1",
              "disks[].windowsPath=\"C:\\\\a.vhdx\"",
              "nics[].name=\"n1\"",
              "nics[].networkName=\"\"|\"switch1\"",
              "nics[].network.id=\"\"|\"net-1\""));

  private static final int MANY_DISKS = 166;

  private final String family;
  private final Random random;

  RandomMachines(String family, long seed) {
    this.family = family;
    this.random = new Random(seed);
  }

  static java.util.Set<String> families() {
    return ATTRIBUTES.keySet();
  }

  ObjectNode next() throws com.fasterxml.jackson.core.JsonProcessingException {
    ObjectNode machine = JsonNodeFactory.instance.objectNode();
    for (String attribute : ATTRIBUTES.getOrDefault(family, List.of())) {
      int equals = attribute.indexOf('=');
      String path = attribute.substring(0, equals);
      String[] values = attribute.substring(equals + 1).split("\\|");
      if (path.contains("[].")) {
        list(machine, path, values);
      } else {
        put(machine, path, values);
      }
    }
    if (random.nextInt(40) == 0) {
      manyDisks(machine);
    }
    return machine;
  }

  private void list(ObjectNode machine, String path, String[] values)
      throws com.fasterxml.jackson.core.JsonProcessingException {
    String name = path.substring(0, path.indexOf('['));
    if (!machine.has(name)) {
      int size = random.nextInt(6) - 1;
      if (size < 0) {
        machine.putNull(name);
      } else {
        ArrayNode list = machine.putArray(name);
        for (int i = 0; i < size; i++) {
          list.addObject();
        }
      }
    }
    for (JsonNode item : machine.path(name)) {
      put((ObjectNode) item, path.substring(path.indexOf("].") + 2), values);
    }
  }

  private void put(ObjectNode parent, String path, String[] values)
      throws com.fasterxml.jackson.core.JsonProcessingException {
    int odd = random.nextInt(12);
    if (odd == 0) {
      return;
    }
    ObjectNode node = parent;
    String[] parts = path.split("\\.");
    for (int i = 0; i < parts.length - 1; i++) {
      node = node.withObject("/" + parts[i]);
    }
    String text = odd == 1 ? "null" : odd == 2 ? "{\"odd\":[1]}" : any(values);
    node.set(
        parts[parts.length - 1], new com.fasterxml.jackson.databind.ObjectMapper().readTree(text));
  }

  private String any(String[] values) {
    return values[random.nextInt(values.length)];
  }

  private void manyDisks(ObjectNode machine) {
    String name =
        switch (family) {
          case "ovirt" -> "diskAttachments";
          case "openstack" -> "volumes";
          default -> "disks";
        };
    ArrayNode list = machine.putArray(name);
    for (int i = 0; i < MANY_DISKS; i++) {
      list.addObject().put("capacity", 1).put("size", 1);
    }
  }
}
