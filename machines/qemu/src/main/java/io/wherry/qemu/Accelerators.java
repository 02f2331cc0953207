package io.wherry.qemu;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds out which accelerator works by booting a kernel with it: on some machines {@code /dev/kvm}
 * opens and even runs the firmware, but no kernel ever starts.
 *
 * @source data-plane.md section 4.1
 */
public final class Accelerators {
  private static final Path DEVICE = Path.of("/dev/kvm");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final long PROBE_SECONDS = 5;
  private static final int PROBE_BYTES = 256 << 10;

  /** A kernel without a root file system gets this far and no farther. */
  private static final String BOOTED = "not syncing";

  private final String qemu;
  private final Path memory;

  /**
   * @param memory file that remembers the result until the machine is restarted
   */
  public Accelerators(String qemu, Path memory) {
    this.qemu = qemu;
    this.memory = memory;
  }

  /** The accelerator to use. Boots a guest the first time after a restart: blocks for seconds. */
  public Accelerator choose() {
    return remembered().orElseGet(this::measure);
  }

  /** Measures again, whatever is remembered. */
  public Accelerator measure() {
    Accelerator result = probe();
    remember(result);
    return result;
  }

  private Accelerator probe() {
    if (!Files.exists(DEVICE)) {
      return new Accelerator("tcg", "there is no /dev/kvm");
    }
    if (!Files.isReadable(DEVICE) || !Files.isWritable(DEVICE)) {
      return new Accelerator("tcg", "/dev/kvm may not be opened; join the group kvm");
    }
    Optional<Path> kernel = kernel();
    if (kernel.isEmpty()) {
      return new Accelerator(
          "tcg",
          "/dev/kvm exists, but there is no readable kernel in /boot to prove that it works");
    }
    try {
      return boots(kernel.get())
          ? new Accelerator("kvm", "a kernel booted with it")
          : new Accelerator(
              "tcg",
              "/dev/kvm exists, but a kernel did not boot with it in " + PROBE_SECONDS + " s");
    } catch (IOException e) {
      return new Accelerator("tcg", "KVM could not be tried: " + e.getMessage());
    }
  }

  private static Optional<Path> kernel() {
    try (DirectoryStream<Path> kernels = Files.newDirectoryStream(Path.of("/boot"), "vmlinuz-*")) {
      List<Path> readable = new ArrayList<>();
      kernels.forEach(readable::add);
      return readable.stream().filter(Files::isReadable).sorted().findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private boolean boots(Path kernel) throws IOException {
    Path log = Files.createTempFile("wherry-kvm", ".log");
    List<String> command =
        List.of(
            qemu,
            "-accel",
            "kvm",
            "-cpu",
            "host",
            "-m",
            "256",
            "-nodefaults",
            "-no-reboot",
            "-display",
            "none",
            "-serial",
            "stdio",
            "-kernel",
            kernel.toString(),
            "-append",
            "console=ttyS0 panic=-1");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
      String text = read(log);
      return ended && text.contains(BOOTED);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      Process _ = process.destroyForcibly();
      boolean _ = Files.deleteIfExists(log);
    }
  }

  private static String read(Path log) throws IOException {
    try (var in = Files.newInputStream(log)) {
      return new String(in.readNBytes(PROBE_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  private Optional<Accelerator> remembered() {
    try {
      String[] lines = Files.readString(memory).split("\n", 3);
      boolean sameBoot = lines.length == 3 && lines[0].equals(bootId());
      return sameBoot ? Optional.of(new Accelerator(lines[1], lines[2].trim())) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private void remember(Accelerator result) {
    try {
      Path _ =
          Files.writeString(
              memory, bootId() + "\n" + result.name() + "\n" + result.reason() + "\n");
    } catch (IOException _) {
      // measured again next time
    }
  }

  private static String bootId() throws IOException {
    return Files.readString(BOOT_ID).trim();
  }
}
