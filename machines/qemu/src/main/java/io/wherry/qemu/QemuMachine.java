package io.wherry.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.move.DiskExchange;
import io.wherry.qemu.move.DiskJobs;
import io.wherry.qemu.move.IncomingMove;
import io.wherry.qemu.move.MachineEvent;
import io.wherry.qemu.move.OutgoingMove;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A running QEMU and our connection to it. */
final class QemuMachine implements RunningMachine {
  /** File of the home with the machine's {@link Hardware}. */
  static final String HARDWARE = "hardware";

  private static final long KILL_SECONDS = 20;
  private static final long QUIT_SECONDS = 10;

  private final MachineHome home;
  private final ProcessHandle process;
  private final Qmp qmp;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Consumer<MachineEvent>> listeners = new CopyOnWriteArrayList<>();

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
    QmpEvents.read(event).ifPresent(e -> listeners.forEach(l -> l.accept(e)));
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
        case "inmigrate" -> MachineState.INCOMING;
        case "postmigrate" -> MachineState.HANDED_OVER;
        case "finish-migrate" -> MachineState.SWITCHING;
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
    if (!hasGoneWithin(KILL_SECONDS)) {
      throw new PeerUnavailable(
          "QEMU process " + process.pid() + " does not end although it was killed.");
    }
    close();
  }

  @Override
  public void quit() {
    try {
      JsonNode _ = qmp.execute("quit");
    } catch (PeerUnavailable _) {
      // gone before it could answer, or stuck: looked at below
    }
    if (!hasGoneWithin(QUIT_SECONDS)) {
      kill();
    }
    close();
  }

  private boolean hasGoneWithin(long seconds) {
    try {
      var _ = process.onExit().get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while QEMU ended.", e);
    } catch (ExecutionException | TimeoutException _) {
      return !process.isAlive();
    }
  }

  @Override
  public Optional<Hardware> hardware() {
    return home.read(HARDWARE).map(Hardware::parse);
  }

  @Override
  public OutgoingMove outgoing() {
    return new QmpOutgoing(qmp);
  }

  @Override
  public IncomingMove incoming() {
    return new QmpIncoming(qmp);
  }

  @Override
  public DiskJobs disks() {
    return new QmpDisks(qmp);
  }

  @Override
  public DiskExchange exchange() {
    return new QmpExchange(qmp);
  }

  @Override
  public void forward(String nic, MachineSpec.Forward port) {
    if (isForwarded(port)) {
      return;
    }
    String rule = "tcp:127.0.0.1:%d-:%d".formatted(port.hostPort(), port.guestPort());
    String answer = monitor("hostfwd_add " + nic + " " + rule);
    if (!answer.isBlank()) {
      throw new PeerUnavailable(
          "Port %d of this node cannot lead to the guest yet: %s"
              .formatted(port.hostPort(), answer.trim()));
    }
  }

  private boolean isForwarded(MachineSpec.Forward port) {
    Pattern line =
        Pattern.compile("HOST_FORWARD.* 127\\.0\\.0\\.1 +%d +".formatted(port.hostPort()));
    return line.matcher(monitor("info usernet")).find();
  }

  private String monitor(String command) {
    ObjectNode arguments = QmpArguments.object().put("command-line", command);
    return qmp.execute("human-monitor-command", arguments).asText();
  }

  @Override
  public Listener listen(Consumer<MachineEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
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
