package io.wherry.lifecycle;

import io.wherry.qemu.Hardware;
import io.wherry.qemu.Hypervisor;
import io.wherry.qemu.MachineHome;
import io.wherry.qemu.MachineSpec;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The machines that run here, by instance. What was intended stands in each home before it is done:
 * which instance owns it, that it was started, when its guest was asked to shut down.
 */
public final class Guests implements AutoCloseable {
  private static final String OWNER = "instance";
  private static final String STARTED = "started";
  private static final String ASKED = "asked";
  private static final String LOCK = "lock";
  private static final int LAST_WORDS = 400;

  private final Hypervisor hypervisor;
  private final Homes homes;
  private final Map<ResourceKey, RunningMachine> open = new ConcurrentHashMap<>();
  private volatile Consumer<ResourceKey> waker = _ -> {};

  public Guests(Hypervisor hypervisor, Path machines) {
    this.hypervisor = hypervisor;
    this.homes = new Homes(machines);
  }

  /** Told how to wake an instance at once when its process ends; optional. */
  public void wakeBy(Consumer<ResourceKey> waker) {
    this.waker = waker;
  }

  /** Asks the controller to look at the instance now. */
  void wake(ResourceKey instance) {
    waker.accept(instance);
  }

  /** The machine's folder with its serial log and sockets; it may not exist yet. */
  public MachineHome home(ResourceKey instance) {
    return homes.of(instance.namespace(), instance.name());
  }

  /** Makes the home this instance's; what an earlier one left running is ended. */
  void claim(ResourceKey key, String uid) {
    MachineHome home = home(key);
    String owner = read(home, OWNER);
    if (owner.equals(uid)) {
      return;
    }
    hypervisor.reattach(home).ifPresent(RunningMachine::kill);
    home.create();
    clear(home);
    write(home, OWNER, uid);
  }

  /** True when the home on this node belongs to this instance. */
  boolean holds(ResourceKey key, String uid) {
    return read(home(key), OWNER).equals(uid);
  }

  /** The machine of the instance, if its process lives here. */
  public Optional<RunningMachine> find(ResourceKey key) {
    RunningMachine known = open.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    MachineHome home = home(key);
    Optional<RunningMachine> found = hypervisor.reattach(home);
    found.ifPresent(m -> {
      write(home, STARTED, read(home, OWNER));
      keep(key, m);
    });
    return found;
  }

  /** True when this instance's process was started once, however that ended. */
  boolean wasStarted(ResourceKey key, String uid) {
    return read(home(key), STARTED).equals(uid);
  }

  RunningMachine start(ResourceKey key, String uid, MachineSpec spec) {
    MachineHome home = home(key);
    RunningMachine machine = hypervisor.start(spec, home);
    // A kill before this line leaves a running QEMU, which the next look finds and takes over.
    write(home, STARTED, uid);
    keep(key, machine);
    return machine;
  }

  /** Starts a machine that waits for the state of one on another node. */
  RunningMachine receive(ResourceKey key, MachineSpec spec, Hardware hardware) {
    RunningMachine machine = hypervisor.receive(spec, hardware, home(key));
    keep(key, machine);
    return machine;
  }

  /** The instance's process has taken over: it counts as started here. */
  void noteStarted(ResourceKey key, String uid) {
    write(home(key), STARTED, uid);
  }

  MachineState ended(ResourceKey key) {
    return hypervisor.ended(home(key));
  }

  String lastWords(ResourceKey key) {
    String text = read(home(key), "qemu.log");
    return text.substring(Math.max(0, text.length() - LAST_WORDS));
  }

  /** Presses the power button once; the moment is remembered over restarts. */
  Instant askToShutDown(ResourceKey key, RunningMachine machine, Instant now) {
    MachineHome home = home(key);
    String before = read(home, ASKED);
    if (!before.isEmpty()) {
      return Instant.parse(before);
    }
    write(home, ASKED, now.toString());
    if (!machine.state().hasEnded()) {
      machine.pressPower();
    }
    return now;
  }

  /** Ends the process if it still runs. QEMU waits for this after its guest has shut down. */
  void finish(ResourceKey key) {
    RunningMachine machine = open.remove(key);
    Optional<RunningMachine> present =
        machine != null ? Optional.of(machine) : hypervisor.reattach(home(key));
    present.ifPresent(RunningMachine::kill);
  }

  /** Removes what an ended instance left; its process is gone. */
  void forget(ResourceKey key) {
    MachineHome home = home(key);
    if (!Files.isDirectory(home.folder(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    clear(home);
    try {
      boolean _ = Files.deleteIfExists(home.folder().resolve(LOCK));
      Files.delete(home.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep(ResourceKey key, RunningMachine machine) {
    open.put(key, machine);
    machine.whenEnded(() -> waker.accept(key));
  }

  /** Lets go of all machines; they run on. */
  @Override
  public void close() {
    open.values().forEach(RunningMachine::close);
    open.clear();
  }

  private static String read(MachineHome home, String file) {
    try {
      return Files.readString(
              home.folder().resolve(file), java.nio.charset.StandardCharsets.ISO_8859_1)
          .trim();
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(MachineHome home, String file, String text) {
    try {
      Path fresh = Files.writeString(home.folder().resolve(file + ".new"), text);
      Path _ = Files.move(fresh, home.folder().resolve(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new instance starts clean: no console of an earlier guest, no firmware variables. */
  private static void clear(MachineHome home) {
    try (Stream<Path> files = Files.list(home.folder())) {
      for (Path file : files.filter(f -> !f.endsWith(LOCK)).toList()) {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          try (Stream<Path> inside = Files.list(file)) {
            for (Path one : inside.toList()) {
              Files.delete(one);
            }
          }
        }
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
