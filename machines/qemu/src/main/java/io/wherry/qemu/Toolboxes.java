package io.wherry.qemu;

import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds QEMU on this machine, once it is needed. */
public final class Toolboxes implements Supplier<Toolbox> {
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)");
  private static final Pattern MACHINE =
      Pattern.compile("^(\\S+)\\s.*?(?:\\(alias of (\\S+)\\))?$", Pattern.MULTILINE);
  private static final long ANSWER_SECONDS = 10;
  private static final int ANSWER_BYTES = 64 << 10;

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
        known = new Toolbox(qemu, version, Toolbox.OVMF, choice, machines());
        found = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private Toolbox.Version version() {
    String text = ask("--version");
    Matcher m = VERSION.matcher(text);
    if (!m.find()) {
      throw new PeerRefused("'" + qemu + " --version' says nothing about a version: " + text);
    }
    return new Toolbox.Version(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
  }

  private Map<String, String> machines() {
    Map<String, String> result = new HashMap<>();
    Matcher m = MACHINE.matcher(ask("-machine", "help"));
    while (m.find()) {
      String full = m.group(2) == null ? m.group(1) : m.group(2);
      // "pc" is listed twice: as the default and as an alias
      result.merge(m.group(1), full, (a, b) -> a.equals(m.group(1)) ? b : a);
    }
    return result;
  }

  private String ask(String... arguments) {
    List<String> command = new ArrayList<>(List.of(qemu));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readNBytes(ANSWER_BYTES));
      boolean _ = process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS);
      return text;
    } catch (IOException e) {
      throw new PeerRefused(
          "QEMU is missing: " + e.getMessage() + ". Install it: apt-get install qemu-system-x86.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerRefused("Interrupted while asking QEMU about itself.", e);
    }
  }
}
