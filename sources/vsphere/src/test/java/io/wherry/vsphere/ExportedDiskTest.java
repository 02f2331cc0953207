package io.wherry.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.DiskRequest;
import io.wherry.spi.Snapshots;
import io.wherry.spi.Snapshots.Consistency;
import io.wherry.spi.Snapshots.Sight;
import io.wherry.spi.SourceConnection;
import io.wherry.testkit.RecordingListener;
import io.wherry.testkit.vsphere.SimVm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks on datastores without plain files. */
class ExportedDiskTest {
  private static final int PIECE = 1 << 20;
  private static final String DISK = "[store1] web/web.vmdk";

  @TempDir private Path folder;
  private Doubles doubles;
  private SimVm vm;
  private byte[] expected = {};

  @BeforeEach
  void start() throws IOException {
    doubles = new Doubles(folder);
    doubles.estate.storeType("vsan");
    vm = doubles.machine("web");
    doubles.estate.power(vm, "poweredOff");
    expected = Files.readAllBytes(folder.resolve("web.raw"));
  }

  @AfterEach
  void end() {
    doubles.close();
  }

  private BlockReader open(SourceConnection connection) {
    return connection.openDisk(DiskRequest.ofMachineThatIsOff(vm.id(), DISK, ""));
  }

  private static byte[] all(BlockReader reader) {
    ByteBuffer bytes = ByteBuffer.allocate(Doubles.SIZE);
    for (int at = 0; at < Doubles.SIZE; at += PIECE) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      reader.read(at, piece);
      bytes.put(piece.flip());
    }
    return bytes.array();
  }

  @Test
  void theWholeDiskArrivesAndTheLeaseIsCompleted() {
    try (SourceConnection connection = doubles.connect();
        BlockReader reader = open(connection)) {
      assertThat(reader.size()).isEqualTo(Doubles.SIZE);
      assertThat(all(reader)).isEqualTo(expected);
    }
    assertThat(doubles.server.lastLease()).isEqualTo("done");
  }

  @Test
  void anyOrderGivesTheSameBytes() {
    try (SourceConnection connection = doubles.connect();
        BlockReader reader = open(connection);
        BlockReader second = reader.another()) {
      for (int at : new int[] {5 << 20, 0, 7 << 20, 3 << 20}) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        (at == 0 ? second : reader).read(at, piece);
        assertThat(piece.array()).isEqualTo(Arrays.copyOfRange(expected, at, at + PIECE));
      }
    }
  }

  @Test
  void aDownloadThatIsGivenUpAbortsTheLease() {
    try (SourceConnection connection = doubles.connect();
        BlockReader reader = open(connection)) {
      reader.read(0, ByteBuffer.allocate(PIECE));
    }
    assertThat(doubles.server.lastLease()).isEqualTo("error");
  }

  @Test
  void aStreamThatBreaksOffIsFetchedAgain() {
    doubles.estate.misdeeds().cutNextDataAfter(3 << 20);
    try (SourceConnection connection = doubles.connect();
        BlockReader reader = open(connection)) {
      assertThatThrownBy(() -> all(reader)).isInstanceOf(PeerUnavailable.class);
      assertThat(all(reader)).isEqualTo(expected);
    }
  }

  @Test
  void theLeaseIsKeptAliveWhileNobodyReads() throws InterruptedException {
    doubles.server.leaseTimeout(Duration.ofSeconds(1));
    try (SourceConnection connection = doubles.connect();
        BlockReader reader = open(connection)) {
      reader.read(0, ByteBuffer.allocate(PIECE));
      boolean _ = new CountDownLatch(1).await(2500, TimeUnit.MILLISECONDS);
      assertThat(all(reader)).isEqualTo(expected);
    }
    assertThat(doubles.server.lastLease()).isEqualTo("done");
  }

  @Test
  void aSnapshotOfARunningMachineIsExportedAsItWas() {
    doubles.estate.power(vm, "poweredOn");
    try (SourceConnection connection = doubles.connect()) {
      Snapshots snapshots = connection.snapshots().orElseThrow();
      snapshots.create(vm.id(), "m", Consistency.CRASH);
      String snapshot =
          VsphereSnapshotsContract.awaitSight(snapshots, vm.id(), "m", Sight.Ready.class)
              .snapshotId();
      vm.disk().write(0, new byte[] {1, 2, 3});
      try (BlockReader reader =
          connection.openDisk(new DiskRequest(vm.id(), DISK, snapshot, "m"))) {
        assertThat(all(reader)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aDiskAboveAnotherSnapshotIsReadAsItIsNow() {
    doubles.estate.storeType("VMFS");
    doubles.estate.foreignSnapshot(vm);
    vm.disk().write(0, new byte[] {1, 2, 3});
    try (SourceConnection connection = doubles.connect();
        BlockReader reader =
            connection.openDisk(DiskRequest.ofMachineThatIsOff(vm.id(), DISK, ""))) {
      assertThat(all(reader)).isEqualTo(vm.disk().read(0, Doubles.SIZE)).isNotEqualTo(expected);
    }
  }

  @Test
  void theInventoryExplainsTheWay() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (SourceConnection connection = doubles.connect()) {
      connection.follow(listener);
      listener.awaitParity();
      assertThat(listener.named("vms", "web").flatMap(r -> r.machine()).orElseThrow().disks())
          .singleElement()
          .matches(d ->
              d.extras()
                  .way()
                  .equals(
                      "is read as a whole through an export: its datastore is vSAN, which has no"
                          + " plain files"));
    }
  }
}
