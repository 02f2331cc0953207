package io.wherry.qemu;

import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds QEMU on this machine, once it is needed. */
public final class Toolboxes implements Supplier<Toolbox> {
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)");
  private static final long VERSION_SECONDS = 10;

  private final String qemu;
  private final Path accelerator;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Toolbox found;

  /**
   * @param qemu name or path of the program
   * @param accelerator file that remembers the measured accelerator
   */
  public Toolboxes(String qemu, Path accelerator) {
    this.qemu = qemu;
    this.accelerator = accelerator;
  }

  /**
   * QEMU with its version and the accelerator that works. Blocks for seconds the first time.
   *
   * @throws PeerRefused QEMU is missing or does not run
   */
  @Override
  public Toolbox get() {
    lock.lock();
    try {
      Toolbox known = found;
      if (known == null) {
        Toolbox.Version version = version();
        Accelerator choice = new Accelerators(qemu, accelerator).choose();
        known = new Toolbox(qemu, version, Toolbox.OVMF, choice);
        found = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private Toolbox.Version version() {
    try {
      Process process = new ProcessBuilder(qemu, "--version").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readNBytes(4096));
      boolean _ = process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS);
      Matcher m = VERSION.matcher(text);
      if (!m.find()) {
        throw new PeerRefused("'" + qemu + " --version' says nothing about a version: " + text);
      }
      return new Toolbox.Version(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    } catch (IOException e) {
      throw new PeerRefused(
          "QEMU is missing: " + e.getMessage() + ". Install it: apt-get install qemu-system-x86.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerRefused("Interrupted while asking QEMU for its version.", e);
    }
  }
}
