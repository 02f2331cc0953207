package io.wherry.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.Defect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kill -9 of the converting process, and states that only a kill can leave behind. */
class ConverterCrashTest {
  @TempDir Path temp;

  private Path disk;
  private Path untouched;

  @BeforeEach
  void makesGuest() throws IOException {
    Peers.need("debugfs");
    Peers.need("qemu-img");
    disk = temp.resolve("disk.raw");
    GuestFixture.debian(temp.resolve("tree")).onExt(disk, 40);
    untouched = temp.resolve("untouched.raw");
    Files.copy(disk, untouched);
  }

  /** What another process runs: arguments are the disk and the work directory. */
  public static void main(String[] args) {
    new Converter(ConversionTools.standard())
        .convert(
            request(Path.of(args[0]), Path.of(args[1])),
            (percent, _) -> {
              System.out.println(percent);
              System.out.flush();
              if (percent == 98) {
                // The parent kills us now: between the prepared patch and the commit.
                new java.util.Scanner(System.in, StandardCharsets.UTF_8).hasNext();
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "40", "98"})
  void leavesTheDiskAloneWhenKilledBeforeTheCommit(String when) throws Exception {
    Process process = start();
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.equals(when)) {
        line = out.readLine();
      }
      assertThat(line).isEqualTo(when);
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(GuestFixture.sha256(disk)).isEqualTo(GuestFixture.sha256(untouched));
    convertsNow();
  }

  @Test
  void repeatsCommitKilledInTheMiddleOfPatching() throws IOException {
    Path work = temp.resolve("work");
    Attempt.Prepared prepared = prepared(work);
    writeCommitting(work, prepared);
    Path patch = work.resolve(prepared.changes().getFirst().file());
    // As a kill leaves it: some blocks are new, some old, one torn.
    Path patched = temp.resolve("patched.raw");
    Files.copy(disk, patched);
    io.wherry.conversion.graft.DiskPatch.apply(patch, patched);
    mixHalf(patched);
    convertsNow();
    assertThat(GuestFixture.sha256(disk)).isEqualTo(GuestFixture.sha256(patched));
    assertThat(patch).doesNotExist();
  }

  @Test
  void finishesCommitThatWasNeverStarted() throws IOException {
    Path work = temp.resolve("work");
    writeCommitting(work, prepared(work));
    convertsNow();
  }

  @Test
  void refusesDamagedPatchWithoutTouchingTheDisk() throws IOException {
    Path work = temp.resolve("work");
    Attempt.Prepared prepared = prepared(work);
    writeCommitting(work, prepared);
    Path patch = work.resolve(prepared.changes().getFirst().file());
    try (RandomAccessFile file = new RandomAccessFile(patch.toFile(), "rw")) {
      file.seek(file.length() / 2);
      file.write(0x5a);
      file.write(0xa5);
    }
    assertThatThrownBy(this::convertsNow)
        .isInstanceOf(Defect.class)
        .hasMessageContaining("damaged");
    assertThat(GuestFixture.sha256(disk)).isEqualTo(GuestFixture.sha256(untouched));
  }

  @Test
  void convertsAgainWhenTheDiskWasCopiedAgain() throws IOException {
    convertsNow();
    String converted = GuestFixture.sha256(disk);
    Files.copy(untouched, disk, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    ConversionResult again = convertsNow();
    assertThat(again.reason()).contains("added to the initramfs");
    assertThat(GuestFixture.sha256(disk)).isNotEqualTo(GuestFixture.sha256(untouched));
    assertThat(converted).isNotEmpty();
  }

  @Test
  void repeatsOverlayCommitThatWasKilled() throws IOException {
    Path work = Files.createDirectories(temp.resolve("work"));
    Session session = new Session(request(disk, work), ConversionTools.standard(), (_, _) -> {});
    Change.Overlay overlay = session.overlays().getFirst();
    String image = work.resolve(overlay.file()).toString();
    GuestFixture.run(List.of("qemu-io", "-c", "write -P 0x31 1M 3M", image));
    Path expected = temp.resolve("expected.raw");
    GuestFixture.run(List.of("qemu-img", "convert", "-O", "raw", image, expected.toString()));
    ConversionResult result =
        new ConversionResult(
            "virt-v2v", "asked for", Firmware.BIOS, OsFacts.UNKNOWN, "", List.of());
    writeCommitting(work, new Attempt.Prepared(List.of(overlay), result));
    // As a kill leaves the disk: the commit came as far as the second megabyte.
    GuestFixture.run(List.of("qemu-io", "-f", "raw", "-c", "write -P 0x31 1M 1M", disk.toString()));
    assertThat(new Converter(ConversionTools.standard()).convert(request(disk, work), (_, _) -> {}))
        .isEqualTo(result);
    GuestFixture.run(List.of("qemu-img", "compare", disk.toString(), expected.toString()));
    assertThat(work.resolve(overlay.file())).doesNotExist();
  }

  private ConversionResult convertsNow() {
    Path work = temp.resolve("work");
    ConversionResult result =
        new Converter(ConversionTools.standard()).convert(request(disk, work), (_, _) -> {});
    assertThat(result.engine()).isEqualTo("express");
    GuestFixture.requireClean(disk);
    byte[] initrd =
        GuestFixture.dump(disk, "/boot/initrd.img-6.1.0-10-amd64", temp.resolve("initrd"));
    assertThat(new String(initrd, StandardCharsets.ISO_8859_1)).contains("wherry-graft");
    return result;
  }

  private Attempt.Prepared prepared(Path work) throws IOException {
    Files.createDirectories(work);
    Session session = new Session(request(disk, work), ConversionTools.standard(), (_, _) -> {});
    Attempt attempt = new OfflineGraft(session, Inspection.of(session)).convert();
    assertThat(attempt).isInstanceOf(Attempt.Prepared.class);
    return (Attempt.Prepared) attempt;
  }

  private static void writeCommitting(Path work, Attempt.Prepared prepared) {
    new ConversionJournal(work)
        .write(
            new ConversionJournal.Entry(
                ConversionJournal.State.COMMITTING,
                prepared.changes(),
                prepared.result(),
                List.of()));
  }

  /** Takes every other 3000 bytes of the patched disk: no alignment that a block would have. */
  private void mixHalf(Path patched) throws IOException {
    byte[] chunk = new byte[3000];
    try (RandomAccessFile from = new RandomAccessFile(patched.toFile(), "r");
        RandomAccessFile to = new RandomAccessFile(disk.toFile(), "rw")) {
      for (long at = 0; at + chunk.length < from.length(); at += 2L * chunk.length) {
        from.seek(at);
        from.readFully(chunk);
        to.seek(at);
        to.write(chunk);
      }
    }
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            ConverterCrashTest.class.getName(), disk.toString(), temp.resolve("work").toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static ConversionRequest request(Path disk, Path work) {
    return new ConversionRequest(
        "web",
        List.of(new GuestDisk(disk, DiskFormat.RAW)),
        EngineChoice.EXPRESS,
        Optional.empty(),
        0,
        work);
  }
}
