package io.wherry.qemu;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Machines as QEMU processes. Each is the leader of its own session, so it survives this program
 * and a Ctrl-C, and holds a lock in its home, so a second start of the same home cannot run.
 */
public final class QemuHypervisor implements Hypervisor {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int MESSAGE_CHARACTERS = 1500;
  private static final int LOCKED = 75;

  /** $0 is the home. The lock is inherited by QEMU and ends with it. */
  private static final String LAUNCHER =
      """
      cd "$0" || exit 70
      exec 9> lock
      flock -n 9 || exit 75
      echo $$ > pid.new && mv pid.new pid
      exec "$@" >> qemu.log 2>&1 < /dev/null
      """;

  private final Supplier<Toolbox> tools;

  /**
   * @param tools asked at every start, so that a QEMU installed meanwhile is found
   */
  public QemuHypervisor(Supplier<Toolbox> tools) {
    this.tools = tools;
  }

  @Override
  public RunningMachine start(MachineSpec spec, MachineHome home) {
    home.create();
    Optional<RunningMachine> present = reattach(home);
    if (present.isPresent()) {
      return present.get();
    }
    Toolbox toolbox = tools.get();
    Hardware hardware = new HardwareWords(spec, toolbox).build();
    List<String> words = new CommandLine(spec, home, toolbox).build(hardware);
    return run(spec, home, new Start(toolbox, hardware, words));
  }

  @Override
  public RunningMachine receive(MachineSpec spec, Hardware hardware, MachineHome home) {
    home.create();
    Optional<RunningMachine> present = reattach(home);
    if (present.isPresent()) {
      return present.get();
    }
    Toolbox toolbox = tools.get();
    Optional<String> obstacle = hardware.whyNotOn(toolbox);
    if (obstacle.isPresent()) {
      throw new InvalidRequest(spec.name() + " cannot be taken over: " + obstacle.get() + ".");
    }
    List<String> words = new CommandLine(spec, home, toolbox).buildIncoming(hardware);
    return run(spec, home, new Start(toolbox, hardware, words));
  }

  private record Start(Toolbox toolbox, Hardware hardware, List<String> words) {}

  private RunningMachine run(MachineSpec spec, MachineHome home, Start start) {
    prepare(spec, home, start.toolbox());
    home.write("command", String.join(" ", start.words()) + "\n");
    home.write("uuid", spec.uuid() + "\n");
    home.write(QemuMachine.HARDWARE, start.hardware().toJson() + "\n");
    return answered(launch(home, start.words()), home);
  }

  private static void prepare(MachineSpec spec, MachineHome home, Toolbox toolbox) {
    try {
      for (Path stale :
          List.of(
              home.qmpSocket(),
              home.spareSocket(),
              home.serialSocket(),
              home.vncSocket(),
              home.errorLog(),
              home.folder().resolve("end"))) {
        boolean _ = Files.deleteIfExists(stale);
      }
      boolean secure = spec.firmware() == MachineSpec.Firmware.UEFI_SECURE;
      if (spec.firmware() != MachineSpec.Firmware.BIOS && !Files.exists(home.variables())) {
        String template = secure ? "OVMF_VARS_4M.ms.fd" : "OVMF_VARS_4M.fd";
        Path _ = Files.copy(toolbox.firmware().resolve(template), home.variables());
      }
    } catch (IOException e) {
      throw new PeerRefused(
          "The home of "
              + spec.name()
              + " cannot be prepared: "
              + e.getMessage()
              + ". If the firmware is missing: apt-get install ovmf.",
          e);
    }
  }

  private static Process launch(MachineHome home, List<String> words) {
    List<String> command =
        new ArrayList<>(List.of("setsid", "sh", "-c", LAUNCHER, home.folder().toString()));
    command.addAll(words);
    try {
      return new ProcessBuilder(command)
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.appendTo(home.errorLog().toFile()))
          .start();
    } catch (IOException e) {
      throw new PeerUnavailable("QEMU could not be started: " + e.getMessage(), e);
    }
  }

  private RunningMachine answered(Process process, MachineHome home) {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (process.isAlive() && System.nanoTime() < end) {
      Optional<RunningMachine> machine = reattach(home);
      if (machine.isPresent()) {
        return machine.get();
      }
      try {
        boolean _ = never.await(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PeerUnavailable("Interrupted while QEMU started.", e);
      }
    }
    if (!process.isAlive()) {
      throw refused(process.exitValue(), home);
    }
    throw new PeerUnavailable("QEMU of " + home.folder() + " runs but does not answer.");
  }

  private static InvalidRequest refused(int code, MachineHome home) {
    if (code == LOCKED) {
      return new InvalidRequest(
          "Another process holds " + home.folder() + "; nothing was started.");
    }
    String words = MachineHome.tail(home.errorLog(), MESSAGE_CHARACTERS);
    return new InvalidRequest(
        "QEMU ended at once (exit code %d): %s"
            .formatted(code, words.isEmpty() ? "no message" : words));
  }

  @Override
  public Optional<RunningMachine> reattach(MachineHome home) {
    if (!Files.exists(home.qmpSocket())) {
      return Optional.empty();
    }
    Optional<ProcessHandle> process = QemuProcess.find(home);
    if (process.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new QemuMachine(home, process.get()));
    } catch (PeerUnavailable _) {
      return Optional.empty(); // the socket is not served yet, or not any more
    }
  }

  @Override
  public MachineState ended(MachineHome home) {
    return home.read("end").filter("guest"::equals).isPresent()
        ? MachineState.SHUT_DOWN
        : MachineState.CRASHED;
  }
}
