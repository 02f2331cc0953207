package io.wherry.lifecycle;

import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.MachineHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes the files that a machine needs besides its volumes, with the programs that know how. */
final class GuestFiles {
  private static final long SECONDS = 30;

  /** A sparse disk that starts empty with each instance. */
  Path emptyDisk(MachineHome home, String name, long bytes) {
    Path file = home.folder().resolve("empty-" + name + ".qcow2");
    if (!Files.exists(file)) {
      run(
          List.of("qemu-img", "create", "-q", "-f", "qcow2", file.toString(), Long.toString(bytes)),
          "apt-get install qemu-utils");
    }
    return file;
  }

  /** An ISO image with the files of a folder. */
  Path iso(Path image, String label, Path folder) {
    List<String> command =
        new ArrayList<>(List.of("genisoimage", "-quiet", "-o", image.toString()));
    command.addAll(List.of("-V", label, "-J", "-r", folder.toString()));
    run(command, "apt-get install genisoimage");
    return image;
  }

  private static void run(List<String> command, String advice) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readNBytes(4096)).trim();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        Process _ = process.destroyForcibly();
        throw new PeerRefused(command.getFirst() + " failed: " + output);
      }
    } catch (IOException e) {
      throw new PeerRefused(command.getFirst() + " is missing. Install it: " + advice + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while " + command.getFirst() + " ran.", e);
    }
  }
}
