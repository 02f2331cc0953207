package io.wherry.worker;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.copy.CopyJob;
import io.wherry.blocks.copy.CopyListener;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.CopyResult;
import io.wherry.blocks.copy.DiskCopy;
import io.wherry.blocks.nbd.QemuNbd;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Copies into a qcow2 volume through qemu-nbd. */
final class Qcow2Target {
  private static final long QEMU_IMG_SECONDS = 60;

  private Qcow2Target() {}

  static CopyResult copy(
      BlockReader source,
      String version,
      Path image,
      Path journal,
      CopyOptions options,
      CopyListener listener) {
    fit(image, source.size());
    // A new volume reads as zeros; one that was begun, and lost its journal, holds anything.
    boolean begun = Files.exists(journal);
    try (QemuNbd target = QemuNbd.open(image, "qcow2")) {
      var job = new CopyJob(source, version, target, target, journal, options);
      return new DiskCopy(job, listener)
          .run(() -> begun ? DiskCopy.Blank.State.UNKNOWN : DiskCopy.Blank.State.ZEROS);
    }
  }

  /** A volume is as large as its claim; the guest must see the disk's own size. */
  private static void fit(Path image, long size) {
    List<String> command =
        List.of("qemu-img", "resize", "-q", "--shrink", "-f", "qcow2", image.toString(), "" + size);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readNBytes(4096)).trim();
      if (!process.waitFor(QEMU_IMG_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        Process _ = process.destroyForcibly();
        throw new PeerRefused("qemu-img cannot resize " + image + ": " + output);
      }
    } catch (IOException e) {
      throw new PeerRefused("qemu-img is missing. Install it: apt-get install qemu-utils.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while qemu-img resized " + image, e);
    }
  }
}
