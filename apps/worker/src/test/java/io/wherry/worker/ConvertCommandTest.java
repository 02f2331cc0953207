package io.wherry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.conversion.Accelerator;
import io.wherry.conversion.ConversionTools;
import io.wherry.conversion.Converter;
import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.WorkerMount;
import io.wherry.resources.WorkerProgress;
import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A convert task with pod paths, on this machine's volumes; a script stands for virt-v2v. */
class ConvertCommandTest {
  @TempDir Path temp;

  private final List<String> log = new ArrayList<>();
  private Path volume;

  @BeforeEach
  void makesVolume() throws IOException {
    Path qemuImg = Peers.need("qemu-img");
    volume = Files.createDirectories(temp.resolve("volumes/pv-1"));
    Process p =
        new ProcessBuilder(
                qemuImg.toString(), "create", "-q", "-f", "qcow2", volume + "/disk.img", "8M")
            .inheritIO()
            .start();
    assertThat(p.onExit().join().exitValue()).isZero();
    script("qemu-img", "exec " + qemuImg + " \"$@\"");
    script(
        "virt-v2v-in-place",
        "echo '{\"message\":\"Converting Plan 9 to run on KVM\",\"type\":\"message\"}'");
  }

  @Test
  void convertsTheDisksBehindThePodsPaths() {
    WorkerReport report = command().run(task(WorkerTask.Engine.virtV2v, "efi"));
    assertThat(report.succeeded()).isTrue();
    assertThat(report.facts())
        .containsEntry("engine", "virt-v2v")
        .containsEntry("engineReason", "asked for")
        .containsEntry("firmware", "uefi")
        .containsEntry("osName", "Plan 9")
        .doesNotContainKey("rootDevice");
    List<WorkerProgress> progress =
        log.stream().flatMap(l -> WorkerProgress.parse(l).stream()).toList();
    assertThat(progress).isNotEmpty().allSatisfy(p -> assertThat(p.disk()).isEqualTo("guest"));
    assertThat(progress).allSatisfy(p -> assertThat(p.phase()).isEqualTo("convert"));
    assertThat(progress.getLast().done()).isEqualTo(100);
    assertThat(volume.resolve(".conversion/conversion.log")).exists();
  }

  @Test
  void aCopyIsNotContinuedOnAConvertedDisk() throws IOException {
    Path memory = Files.createDirectories(volume.resolve(".wherry"));
    Path journal = Files.writeString(memory.resolve("disk.img.journal"), "digests");
    Path leaves = Files.writeString(memory.resolve("disk.img.journal.leaves"), "more");
    Path other = Files.writeString(memory.resolve("other.journal"), "of another disk");
    command().run(task(WorkerTask.Engine.virtV2v, "efi"));
    assertThat(journal).doesNotExist();
    assertThat(leaves).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void aFailedConversionLetsACopyGoOn() throws IOException {
    Path memory = Files.createDirectories(volume.resolve(".wherry"));
    Path journal = Files.writeString(memory.resolve("disk.img.journal"), "digests");
    assertThatThrownBy(() -> command().run(task(WorkerTask.Engine.express, "")))
        .isInstanceOf(InvalidRequest.class);
    assertThat(journal).exists();
  }

  @Test
  void saysWhyExpressDoesNotKnowTheGuest() {
    assertThatThrownBy(() -> command().run(task(WorkerTask.Engine.express, "")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("VM web can't be converted by the express engine");
    assertThat(volume.toFile().list()).containsExactlyInAnyOrder("disk.img", ".conversion");
  }

  private ConvertCommand command() {
    ConversionTools tools =
        new ConversionTools(
            List.of(temp.resolve("bin")), temp, Accelerator.TCG, Duration.ofMinutes(1));
    WorkerMount mount =
        new WorkerMount("/mnt/disks/disk0", volume.toString(), "qcow2", false, 8 << 20);
    return new ConvertCommand(new Converter(tools), List.of(mount), log::add, temp);
  }

  private static WorkerTask.Convert task(WorkerTask.Engine engine, String firmware) {
    WorkerTask.Disk disk = new WorkerTask.Disk("vmdisk1", "/mnt/disks/disk0/disk.img", 8 << 20);
    return new WorkerTask.Convert("web", List.of(disk), engine, firmware, 0);
  }

  private void script(String name, String body) throws IOException {
    Path script = Files.createDirectories(temp.resolve("bin")).resolve(name);
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
