package io.wherry.testkit.source;

import io.wherry.spi.PowerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A machine with small disks in memory. Its guest writes when the test says so, and once more when
 * it shuts down: whoever misses the last writes is found out.
 */
public final class PlayedMachine {
  /** Bytes that change tracking cannot tell apart. */
  public static final int GRANULE = 4096;

  private final String id;
  private final Random random;
  private final Map<String, byte[]> disks = new LinkedHashMap<>();
  private final Map<String, List<byte[]>> past = new LinkedHashMap<>();
  private PowerState power = PowerState.On;
  private PowerState goingTo = PowerState.On;
  private int epoch = 1;
  private boolean obeysShutDown = true;

  /**
   * @param sizes bytes by disk id
   */
  public PlayedMachine(String id, Map<String, Integer> sizes) {
    this.id = id;
    this.random = new Random(id.hashCode());
    new TreeMap<>(sizes)
        .forEach((disk, size) -> {
          byte[] bytes = new byte[size];
          random.nextBytes(bytes);
          disks.put(disk, bytes);
          past.put(disk, new ArrayList<>());
        });
  }

  public String id() {
    return id;
  }

  public PowerState power() {
    return power;
  }

  /** The guest does not listen to shutdown requests any more. */
  public void deafen() {
    obeysShutDown = false;
  }

  /** The machine is off from the beginning. */
  public PlayedMachine off() {
    power = PowerState.Off;
    goingTo = PowerState.Off;
    return this;
  }

  /** The source forgets what changed, as after a crash of its host. */
  public void loseTracking() {
    epoch++;
  }

  /** The guest writes somewhere on every disk. */
  public void write() {
    if (power != PowerState.On) {
      throw new AssertionError("A machine that is off cannot write.");
    }
    disks
        .values()
        .forEach(bytes -> {
          byte[] some = new byte[200];
          random.nextBytes(some);
          int at = random.nextInt(bytes.length - some.length);
          System.arraycopy(some, 0, bytes, at, some.length);
        });
  }

  /** What is on a disk now. */
  public byte[] content(String disk) {
    return bytes(disk).clone();
  }

  private byte[] bytes(String disk) {
    return Objects.requireNonNull(disks.get(disk), disk);
  }

  private List<byte[]> states(String disk) {
    return Objects.requireNonNull(past.get(disk), disk);
  }

  List<String> diskIds() {
    return List.copyOf(disks.keySet());
  }

  /** Freezes a disk; returns the position in the change tracking. */
  String freeze(String disk) {
    List<byte[]> all = states(disk);
    all.add(bytes(disk).clone());
    return epoch + "/" + (all.size() - 1);
  }

  byte[] frozen(String disk, String position) {
    return states(disk).get(Integer.parseInt(position.substring(position.indexOf('/') + 1)));
  }

  boolean isTracked(String position) {
    return position.startsWith(epoch + "/");
  }

  /** Granules in which two states differ. */
  static List<Integer> difference(byte[] a, byte[] b) {
    List<Integer> result = new ArrayList<>();
    for (int at = 0; at < a.length; at += GRANULE) {
      int end = Math.min(a.length, at + GRANULE);
      if (!Arrays.equals(a, at, end, b, at, end)) {
        result.add(at / GRANULE);
      }
    }
    return result;
  }

  void shutDown() {
    if (power == PowerState.On && obeysShutDown) {
      goingTo = PowerState.Off;
    }
  }

  void powerOff() {
    power = PowerState.Off;
    goingTo = PowerState.Off;
  }

  void powerOn() {
    // A machine that is on, and be it on its way down, is not started by asking again.
    if (power == PowerState.Off) {
      goingTo = PowerState.On;
    }
  }

  /** Lets the machine arrive where it is going; a guest that shuts down flushes first. */
  void play() {
    if (power == PowerState.On && goingTo == PowerState.Off) {
      write();
    }
    power = goingTo;
  }
}
