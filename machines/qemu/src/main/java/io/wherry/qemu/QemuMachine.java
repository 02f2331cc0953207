package io.wherry.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.problems.Defect;
import io.wherry.problems.PeerUnavailable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A running QEMU and our connection to it. */
final class QemuMachine implements RunningMachine {
  private static final long KILL_SECONDS = 20;

  private final MachineHome home;
  private final ProcessHandle process;
  private final Qmp qmp;
  private final CountDownLatch ended = new CountDownLatch(1);

  QemuMachine(MachineHome home, ProcessHandle process) {
    this.home = home;
    this.process = process;
    this.qmp = Qmp.connect(home.qmpSocket(), this::seen);
    String uuid = qmp.execute("query-uuid").path("UUID").asText();
    String mine = home.read("uuid").orElse("");
    if (!uuid.equals(mine)) {
      qmp.close();
      throw new Defect("The QEMU in " + home.folder() + " is machine " + uuid + ", not " + mine);
    }
  }

  /**
   * A guest that shuts down is noted on disk before anybody ends its process. QEMU runs with
   * -no-shutdown: it waits for us in state "shutdown", also while no server runs.
   */
  private void seen(JsonNode event) {
    String name = event.path("event").asText();
    if (name.equals("SHUTDOWN")) {
      boolean guest = event.at("/data/guest").asBoolean();
      home.write("end", guest ? "guest\n" : "host\n");
    } else if (name.equals("LOST")) {
      ended.countDown();
    }
  }

  @Override
  public MachineState state() {
    if (ended.getCount() == 0 || !process.isAlive()) {
      return home.read("end").filter("guest"::equals).isPresent()
          ? MachineState.SHUT_DOWN
          : MachineState.CRASHED;
    }
    try {
      return switch (qmp.execute("query-status").path("status").asText()) {
        case "paused", "prelaunch", "suspended" -> MachineState.PAUSED;
        case "io-error" -> MachineState.IO_ERROR;
        case "shutdown" -> MachineState.SHUT_DOWN;
        case "guest-panicked", "internal-error" -> MachineState.CRASHED;
        default -> MachineState.RUNNING;
      };
    } catch (PeerUnavailable e) {
      if (ended.getCount() == 0) {
        return state();
      }
      throw e;
    }
  }

  @Override
  public void pressPower() {
    JsonNode _ = qmp.execute("system_powerdown");
  }

  @Override
  public void kill() {
    if (process.isAlive()) {
      boolean _ = process.destroyForcibly();
    }
    try {
      var _ = process.onExit().get(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while killing QEMU.", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new PeerUnavailable(
          "QEMU process " + process.pid() + " does not end although it was killed.", e);
    }
    close();
  }

  @Override
  public void pause() {
    JsonNode _ = qmp.execute("stop");
  }

  @Override
  public void resume() {
    JsonNode _ = qmp.execute("cont");
  }

  @Override
  public void reset() {
    JsonNode _ = qmp.execute("system_reset");
  }

  @Override
  public void whenEnded(Runnable listener) {
    var _ = process.onExit().thenRun(listener);
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    qmp.close();
  }
}
