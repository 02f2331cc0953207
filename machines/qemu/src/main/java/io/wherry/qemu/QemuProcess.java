package io.wherry.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells whether the process of a home lives. */
final class QemuProcess {
  private QemuProcess() {}

  /** The process, told apart from one with a recycled pid by the home in its command line. */
  static Optional<ProcessHandle> find(MachineHome home) {
    return home.read("pid")
        .map(Long::valueOf)
        .flatMap(ProcessHandle::of)
        .filter(p -> arguments(p.pid()).contains(home.folder().toString()));
  }

  /** Empty for a process that is gone or a zombie. */
  private static String arguments(long pid) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), "cmdline"),
          java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
