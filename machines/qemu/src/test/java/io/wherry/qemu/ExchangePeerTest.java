package io.wherry.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.wherry.peers.guest.RecorderEvidence;
import io.wherry.peers.guest.RecorderGuest;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.move.DiskExchange.NewImage;
import io.wherry.qemu.move.DiskExchange.Phase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real QEMU exchanges its disks' images while the guest writes records. */
class ExchangePeerTest {
  @TempDir private Path folder;
  private final Movers movers = new Movers();

  @AfterEach
  void end() {
    movers.close();
  }

  private Path empty(String name, long bytes) throws IOException {
    Path file = folder.resolve(name);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(bytes);
    }
    return file;
  }

  /** With a second disk, which the guest leaves alone. */
  private RunningMachine started(Path first, Path second) {
    MachineSpec.Disk idle =
        new MachineSpec.Disk(
            "disk1",
            second,
            "raw",
            MachineSpec.Bus.VIRTIO,
            MachineSpec.Medium.DISK,
            MachineSpec.Access.READ_WRITE,
            "",
            0);
    RunningMachine machine = movers.start(folder, Movers.disk(first), idle);
    awaitRecords(first, 5);
    return machine;
  }

  private RecorderEvidence evidence(Path disk) {
    return RecorderEvidence.of(disk, movers.consoles());
  }

  private void awaitRecords(Path disk, long more) {
    long now = evidence(disk).highest();
    await().until(() -> evidence(disk).highest() >= now + more);
  }

  private static NewImage image(String disk, Path file) {
    return new NewImage(disk, file, "raw", MachineSpec.Cache.WRITEBACK);
  }

  private static void awaitAll(RunningMachine machine, String tag, Phase phase) {
    await().until(() -> machine.exchange().of(tag).stream().allMatch(s -> s.phase() == phase));
    assertThat(machine.exchange().of(tag)).allMatch(s -> s.error().isEmpty());
  }

  @Test
  void twoDisksChangeAtOneMomentAndTargetsMayBeLarger() throws IOException {
    Path first = RecorderGuest.disk(folder.resolve("disk.img"), RecorderGuest.Load.IDLE);
    RunningMachine machine = started(first, empty("idle.img", 1 << 20));
    Path larger = empty("larger.img", RecorderGuest.DISK_BYTES + (8 << 20));
    Path other = empty("other.img", 1 << 20);
    machine.exchange().begin("a", image("disk0", larger), 0);
    machine.exchange().begin("a", image("disk1", other), 0);
    awaitAll(machine, "a", Phase.READY);
    machine.exchange().hold("a");
    awaitAll(machine, "a", Phase.HELD);
    assertThat(machine.disks().image("disk0")).as("undecided").contains(first.toString());
    machine.exchange().commit("a");
    awaitAll(machine, "a", Phase.ENDED);
    machine.exchange().forget("a");
    assertThat(machine.exchange().of("a")).isEmpty();
    assertThat(machine.disks().image("disk0")).contains(larger.toString());
    assertThat(machine.disks().image("disk1")).contains(other.toString());
    awaitRecords(larger, 5);
    machine.kill();
    assertThat(evidence(larger).faults()).isEmpty();
    assertThat(evidence(larger).boots()).isEqualTo(1);
  }

  @Test
  void whatIsHeldCanStillBeAbandoned() throws IOException {
    Path first = RecorderGuest.disk(folder.resolve("disk.img"), RecorderGuest.Load.IDLE);
    RunningMachine machine = started(first, empty("idle.img", 1 << 20));
    Path other = empty("other.img", RecorderGuest.DISK_BYTES);
    machine.exchange().begin("a", image("disk0", other), 0);
    awaitAll(machine, "a", Phase.READY);
    machine.exchange().hold("a");
    awaitAll(machine, "a", Phase.HELD);
    RunningMachine again = movers.reattach(machine);
    again.exchange().abandon("a");
    await().until(() -> again.exchange().of("a").stream().allMatch(s -> s.phase() == Phase.ENDED));
    again.exchange().forget("a");
    again.exchange().abandon("a");
    assertThat(again.disks().image("disk0")).contains(first.toString());
    awaitRecords(first, 5);
    again.exchange().begin("b", image("disk0", other), 0);
    awaitAll(again, "b", Phase.READY);
    again.kill();
    assertThat(evidence(first).faults()).isEmpty();
  }

  @Test
  void aSmallerOrMissingImageIsRefused() throws IOException {
    Path first = RecorderGuest.disk(folder.resolve("disk.img"), RecorderGuest.Load.IDLE);
    RunningMachine machine = started(first, empty("idle.img", 1 << 20));
    NewImage missing = image("disk0", folder.resolve("none.img"));
    NewImage small = image("disk0", empty("small.img", 1 << 20));
    assertThatThrownBy(() -> machine.exchange().begin("a", missing, 0))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("none.img");
    assertThatThrownBy(() -> machine.exchange().begin("a", small, 0))
        .isInstanceOf(InvalidRequest.class);
    assertThat(machine.exchange().of("a")).isEmpty();
    awaitRecords(first, 3);
  }
}
