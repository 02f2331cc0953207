package io.wherry.ovirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.DiskExtras;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceMachine;
import io.wherry.testkit.RecordingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What machines and their surroundings become in the inventory. */
class OvirtMachinesTest {
  @TempDir private Path folder;
  private Doubles doubles;
  private String vm;

  @BeforeEach
  void start() throws Exception {
    doubles = new Doubles(folder);
    vm = doubles.machine("web");
  }

  @AfterEach
  void end() {
    doubles.close();
  }

  private RecordingListener read() throws InterruptedException {
    RecordingListener listener = new RecordingListener();
    try (SourceConnection connection = doubles.connect()) {
      connection.follow(listener);
      listener.awaitParity();
    }
    assertThat(listener.mistakes()).isEmpty();
    return listener;
  }

  private SourceMachine machine() throws InterruptedException {
    return read().named("vms", "web").orElseThrow().machine().orElseThrow();
  }

  @Test
  void aPlainMachine() throws Exception {
    SourceMachine machine = machine();
    assertThat(machine.firmware()).isEqualTo(SourceMachine.Firmware.BIOS);
    assertThat(machine.cpu().coresPerSocket()).isEqualTo(2);
    assertThat(machine.memoryBytes()).isEqualTo(256L << 20);
    assertThat(machine.extras().serial()).isEqualTo(vm);
    assertThat(machine.extras().timezone()).isEqualTo("Etc/GMT");
    assertThat(machine.nics().getFirst().networkId()).isEqualTo("net-1");
    SourceMachine.SourceDisk disk = machine.disks().getFirst();
    assertThat(disk.name()).isEqualTo("web_Disk1");
    assertThat(disk.storageId()).isEqualTo("sd-1");
    assertThat(disk.is(DiskExtras.Flag.BOOTS)).isTrue();
    assertThat(disk.extras().bus()).isEqualTo(DiskExtras.Bus.VIRTIO);
  }

  @Test
  void theClusterSaysWhatTheMachineLeavesOpen() throws Exception {
    doubles.estate.change("clusters", "cl-1", c -> c.put("bios_type", "q35_secure_boot"));
    doubles.estate.change("vms", vm, v -> v.putObject("bios").put("type", "cluster_default"));
    SourceMachine machine = machine();
    assertThat(machine.firmware()).isEqualTo(SourceMachine.Firmware.UEFI_SECURE);
    assertThat(machine.cpu().model().isKnown()).isFalse();
    assertThat(machine.cpu().clusterModel().name()).isEqualTo("Cascadelake-Server");
    assertThat(machine.cpu().clusterModel().require())
        .containsExactly("md-clear", "arch-capabilities");
    assertThat(machine.cpu().clusterModel().disable()).containsExactly("hle", "rtm");
  }

  @Test
  void windowsGetsItsChipAndItsZone() throws Exception {
    doubles.estate.change(
        "vms",
        vm,
        v -> {
          v.putObject("os").put("type", "windows_2022");
          v.putObject("time_zone").put("name", "W. Europe Standard Time");
          v.putObject("serial_number").put("policy", "custom").put("value", "S-42");
        });
    MachineExtras extras = machine().extras();
    assertThat(extras.tpm()).isEqualTo(MachineExtras.Tpm.PRESENT);
    assertThat(extras.timezone()).isEqualTo("Europe/Berlin");
    assertThat(extras.serial()).isEqualTo("S-42");
  }

  @Test
  void lunsAreShownWithTheirUnitsUnderBothNames() throws Exception {
    doubles.estate.put(
        "disks",
        """
        {id: lun-1, name: big, alias: big, shareable: 'true', storage_type: lun, status: ok, provisioned_size: '0',
         lun_storage: {logical_units: {logical_unit: [{id: '3600a', address: 10.0.0.9, port: '3260',
           target: 'iqn.2026-01.org.example:t', lun_mapping: '4', size: '1073741824'}]}}}
        """);
    doubles.estate.change("vms", vm, OvirtMachinesTest::attachLun);
    RecordingListener listener = read();
    InventoryRow row = listener.named("disks", "big").orElseThrow();
    assertThat(row.atDetail(1).at("/lunStorage/LogicalUnits/logicalUnit/0/lunId").asText())
        .isEqualTo("3600a");
    assertThat(row.atDetail(1).at("/lun/logicalUnits/logicalUnit/0/size").asLong())
        .isEqualTo(1L << 30);
    List<SourceMachine.SourceDisk> disks =
        listener.named("vms", "web").orElseThrow().machine().orElseThrow().disks();
    assertThat(disks.getLast().capacityBytes()).isEqualTo(1L << 30);
    assertThat(disks.getLast().is(DiskExtras.Flag.RAW_DEVICE)).isTrue();
    assertThat(disks.getLast().problem()).contains("direct LUN");
  }

  private static void attachLun(ObjectNode machine) {
    machine
        .withObject("/disk_attachments")
        .withArray("disk_attachment")
        .addObject()
        .put("id", "lun-1")
        .put("interface", "virtio_scsi")
        .put("bootable", "false")
        .putObject("disk")
        .put("id", "lun-1");
  }

  @Test
  void rulesReadTheMachineWithWhatItRefersTo() throws Exception {
    InventoryRow row = read().named("vms", "web").orElseThrow();
    assertThat(row.atDetail(1).at("/diskAttachments/0/disk").isTextual()).isTrue();
    assertThat(row.workload().at("/diskAttachments/0/disk/profile/name").asText())
        .isEqualTo("data1");
    assertThat(row.workload().at("/nics/0/profile/network").asText()).isEqualTo("net-1");
    assertThat(row.workload().at("/cluster/ksmEnabled").asBoolean()).isTrue();
    assertThat(row.workload().at("/serverCpu/id").asText()).isEqualTo("4.7");
    assertThat(row.atDetail(0).path("path").asText()).isEqualTo("Default/East/web");
  }

  /** Pages hold a hundred; {@code -Dovirt.machines=5000} reads as many as that. */
  @Test
  void manyMachinesComeByPages() throws Exception {
    int many = Integer.getInteger("ovirt.machines", 250);
    Path disk = folder.resolve("web.raw");
    for (int i = 1; i < many; i++) {
      doubles.estate.machine("m" + i, disk);
    }
    RecordingListener listener = new RecordingListener();
    try (SourceConnection connection = doubles.connect()) {
      connection.follow(listener);
      await().atMost(Duration.ofMinutes(2)).until(listener::isComplete);
    }
    assertThat(listener.rows("vms")).hasSize(many);
    assertThat(listener.rows("disks")).hasSize(many);
    assertThat(listener.mistakes()).isEmpty();
  }

  @Test
  void storageDomainsTellTheirSizes() throws Exception {
    ObjectNode domain = read().named("storagedomains", "data1").orElseThrow().atDetail(1);
    assertThat(domain.path("capacity").asLong()).isEqualTo(500_000_000_000L);
    assertThat(domain.path("free").asLong()).isEqualTo(400_000_000_000L);
  }
}
