package io.wherry.server;

import io.wherry.problems.PeerRefused;
import io.wherry.qemu.Toolbox;
import io.wherry.qemu.Toolboxes;
import io.wherry.server.Doctor.Finding;
import io.wherry.server.Doctor.Grade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the doctor says about QEMU: its version, and which accelerator was measured to work. */
final class Accelerator {
  /** File in the data directory that remembers the measurement until the machine is restarted. */
  static final String MEMORY = "accelerator";

  private Accelerator() {}

  static List<Finding> examine(Path data) {
    try {
      Path memory =
          Files.isDirectory(data)
              ? data.resolve(MEMORY)
              : Files.createTempDirectory("wherry").resolve(MEMORY);
      Toolbox tools = new Toolboxes("qemu-system-x86_64", memory).get();
      Grade grade = tools.accelerator().isKvm() ? Grade.OK : Grade.WARN;
      return List.of(
          new Finding(Grade.OK, "QEMU", "version " + tools.version()),
          new Finding(
              grade,
              "accelerator",
              tools.accelerator().name() + ": " + tools.accelerator().reason()));
    } catch (PeerRefused e) {
      return List.of(new Finding(Grade.MISSING, "QEMU", String.valueOf(e.getMessage())));
    } catch (IOException e) {
      return List.of(new Finding(Grade.WARN, "accelerator", "could not be measured: " + e));
    }
  }
}
