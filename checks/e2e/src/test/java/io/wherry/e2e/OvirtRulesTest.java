package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.inventory.LiveInventories;
import io.wherry.ovirt.OvirtProvider;
import io.wherry.policy.LiveRules;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.Lookup;
import io.wherry.spi.Ref;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceType;
import io.wherry.testkit.ovirt.OvirtDouble;
import io.wherry.testkit.ovirt.OvirtEstate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default rules of the oVirt family see what the inventory shows, in the fields they read. */
class OvirtRulesTest {
  @TempDir private Path folder;

  @Test
  void aPlainMachineHasFewConcernsAndAnOddOneNearlyAll() throws Exception {
    OvirtEstate estate = new OvirtEstate();
    Path disk = Files.write(folder.resolve("d.raw"), new byte[1 << 20]);
    estate.machine("plain", disk);
    String odd = estate.machine("odd_one", disk);
    makeOdd(estate, odd);
    try (OvirtDouble engine = OvirtDouble.start(estate);
        LiveInventories inventories =
            new LiveInventories(
                List.of(new OvirtProvider(Clock.systemUTC())), new LiveRules(Clock.systemUTC()))) {
      Endpoint endpoint = new Endpoint("u", "ns", "rhv", engine.url(), Map.of());
      Credentials credentials =
          new Credentials(
              Map.of(
                  "user", OvirtDouble.USER,
                  "password", OvirtDouble.PASSWORD,
                  "ca.crt", engine.pem()));
      SourceInventory inventory = inventories.open(SourceType.OVIRT, endpoint, credentials, "1");
      await().atMost(Duration.ofSeconds(20)).until(inventory::hasParity);
      assertThat(concerns(inventory, "plain"))
          .containsExactlyInAnyOrder(
              "ovirt.memory.ballooning.enabled", "ovirt.cluster.ksm_enabled");
      assertThat(concerns(inventory, "odd_one"))
          .contains(
              "ovirt.bios.boot_menu.enabled",
              "ovirt.cpu.custom_model.detected",
              "ovirt.cpu.pinning_policy.unsupported",
              "ovirt.cpu.shares.defined",
              "ovirt.cpu.tuning.detected",
              "ovirt.vm.custom_properties.detected",
              "ovirt.disk.interface_type.unsupported",
              "ovirt.disk.illegal_or_locked_status",
              "ovirt.disk.scsi_reservation.enabled",
              "ovirt.disk.shared.detected",
              "ovirt.display_type.spice.enabled",
              "ovirt.ha.enabled",
              "ovirt.host_devices.mapped",
              "ovirt.disk.illegal_images.detected",
              "ovirt.iothreads.configured",
              "ovirt.name.invalid",
              "ovirt.nic.custom_properties.detected",
              "ovirt.nic.interface_type.unsupported",
              "ovirt.nic.network_filter.detected",
              "ovirt.nic.port_mirroring.detected",
              "ovirt.nic.qos.detected",
              "ovirt.nic.unplugged.detected",
              "ovirt.placement_policy.affinity_set",
              "ovirt.secure_boot.detected",
              "ovirt.snapshot.online_memory.detected",
              "ovirt.storage.resume_behavior.unsupported",
              "ovirt.tpm.required_by_os",
              "ovirt.usb.enabled",
              "ovirt.vm.status_invalid",
              "ovirt.watchdog.enabled");
    }
  }

  private static List<String> concerns(SourceInventory inventory, String name) {
    return switch (inventory.machine(new Ref("", name, "", ""))) {
      case Lookup.Found<SourceMachine>(SourceMachine machine) ->
          machine.concerns().stream().map(SourceMachine.Concern::id).toList();
      default -> throw new AssertionError("there is no " + name);
    };
  }

  private static void makeOdd(OvirtEstate estate, String vm) {
    estate.put(
        "vnicprofiles",
        """
        {id: p-odd, name: odd, network: {id: net-1}, port_mirroring: 'true', network_filter: {id: f}, qos: {id: q},
         custom_properties: {custom_property: [{name: a, value: b}]}, pass_through: {mode: disabled}}
        """);
    estate.change(
        "disks", estate.diskOf(vm), d -> d.put("status", "illegal").put("shareable", "true"));
    estate.change("vms", vm, OvirtRulesTest::odd);
  }

  private static void odd(ObjectNode vm) {
    vm.put("status", "image_locked")
        .put("custom_cpu_model", "Haswell,+vmx")
        .put("cpu_pinning_policy", "isolate_threads")
        .put("cpu_shares", "512")
        .put("has_illegal_images", "true")
        .put("storage_error_resume_behaviour", "kill");
    vm.putObject("bios")
        .put("type", "q35_secure_boot")
        .putObject("boot_menu")
        .put("enabled", "true");
    vm.withObject("/cpu")
        .putObject("cpu_tune")
        .putObject("vcpu_pins")
        .putArray("vcpu_pin")
        .addObject()
        .put("cpu_set", "0")
        .put("vcpu", "0");
    vm.putObject("custom_properties")
        .putArray("custom_property")
        .addObject()
        .put("name", "hugepages")
        .put("value", "2048");
    vm.putObject("display").put("type", "spice");
    vm.putObject("high_availability").put("enabled", "true");
    vm.putObject("host_devices").putArray("host_device").addObject().put("capability", "pci");
    vm.putObject("io").put("threads", "4");
    vm.putObject("placement_policy").put("affinity", "migratable");
    vm.putObject("os").put("type", "windows_2022");
    vm.putObject("usb").put("enabled", "true");
    vm.putObject("watchdogs")
        .putArray("watchdog")
        .addObject()
        .put("id", "w")
        .put("action", "reset");
    ((ObjectNode) vm.at("/snapshots/snapshot/0")).put("persist_memorystate", "true");
    ObjectNode nic = (ObjectNode) vm.at("/nics/nic/0");
    nic.put("interface", "spapr_vlan").put("plugged", "false");
    nic.putObject("vnic_profile").put("id", "p-odd");
    ((ObjectNode) vm.at("/disk_attachments/disk_attachment/0"))
        .put("interface", "ide")
        .put("uses_scsi_reservation", "true");
  }
}
