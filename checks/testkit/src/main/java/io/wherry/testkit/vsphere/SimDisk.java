package io.wherry.testkit.vsphere;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * A disk with change tracking, over a raw file: a snapshot freezes what is below it, later writes
 * go to a file of their own, which is merged when the snapshot is removed. Safe for several
 * threads.
 */
public final class SimDisk implements AutoCloseable {
  /** Bytes whose changes are tracked together. */
  public static final int BLOCK = 64 << 10;

  private final String name;
  private final int key;
  private final long capacity;
  private final List<Layer> layers = new ArrayList<>();
  private final int[] changed;
  private int generation = 1;
  private String history = UUID.randomUUID().toString();
  private boolean tracking = true;

  /** What was written since a snapshot, or everything. */
  private record Layer(FileChannel file, BitSet blocks) {}

  /**
   * @param name of the file, without folder and ending
   * @param file raw; its size is the disk's
   */
  SimDisk(String name, int key, Path file) {
    this.name = name;
    this.key = key;
    try {
      FileChannel base = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      this.capacity = base.size();
      this.changed = new int[Math.toIntExact(Math.ceilDiv(capacity, (long) BLOCK))];
      BitSet all = new BitSet();
      all.set(0, changed.length);
      layers.add(new Layer(base, all));
      trackWhatIsThere(base);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Blocks with data count as written in the first generation. */
  private void trackWhatIsThere(FileChannel base) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
    for (int i = 0; i < changed.length; i++) {
      block.clear();
      int n = base.read(block, (long) i * BLOCK);
      if (n > 0 && block.flip().mismatch(zeros.clear().limit(n)) >= 0) {
        changed[i] = 1;
      }
    }
  }

  String name() {
    return name;
  }

  int key() {
    return key;
  }

  public long capacity() {
    return capacity;
  }

  /** How many snapshots lie below what is written now. */
  synchronized int depth() {
    return layers.size() - 1;
  }

  /** Its file on the datastore at a depth. */
  String file(String folder, int depth) {
    String suffix = depth == 0 ? "" : "-%06d".formatted(depth);
    return folder + "/" + name + suffix + ".vmdk";
  }

  /** Position of change tracking now; empty when it is off. */
  public synchronized String changeId() {
    return tracking ? "52 " + history + "/" + generation : "";
  }

  /** Switches change tracking off or on. */
  public synchronized void track(Tracking wished) {
    tracking = wished == Tracking.ON;
  }

  /** Whether changes are tracked. */
  public enum Tracking {
    ON,
    OFF
  }

  /** Forgets all changes, as a crash of a host or an unclean removal does. */
  public synchronized void resetTracking() {
    history = UUID.randomUUID().toString();
    generation = 1;
    Arrays.fill(changed, 1);
  }

  /** Writes as the guest does. */
  public synchronized void write(long offset, byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    long at = offset;
    while (from.hasRemaining()) {
      int block = Math.toIntExact(at / BLOCK);
      int inside = (int) (at % BLOCK);
      int n = Math.min(from.remaining(), BLOCK - inside);
      writeBlock(block, inside, from.slice(from.position(), n));
      from.position(from.position() + n);
      at += n;
    }
  }

  private void writeBlock(int block, int inside, ByteBuffer part) {
    Layer top = layers.getLast();
    try {
      if (!top.blocks().get(block)) {
        byte[] whole = read(layers.size() - 1, (long) block * BLOCK, length(block));
        put(top.file(), (long) block * BLOCK, ByteBuffer.wrap(whole));
        top.blocks().set(block);
      }
      put(top.file(), (long) block * BLOCK + inside, part);
      changed[block] = generation;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(FileChannel file, long at, ByteBuffer from) throws IOException {
    long position = at;
    while (from.hasRemaining()) {
      position += file.write(from, position);
    }
  }

  private int length(int block) {
    return (int) Math.min(BLOCK, capacity - (long) block * BLOCK);
  }

  /** What the guest reads now. */
  public synchronized byte[] read(long offset, int length) {
    return read(layers.size() - 1, offset, length);
  }

  /** What a snapshot at a depth holds; 0 is the base file. */
  synchronized byte[] read(int depth, long offset, int length) {
    byte[] result = new byte[length];
    int done = 0;
    while (done < length) {
      long at = offset + done;
      int block = Math.toIntExact(at / BLOCK);
      int n = Math.min(length - done, BLOCK - (int) (at % BLOCK));
      int layer = depth;
      while (!layers.get(layer).blocks().get(block)) {
        layer--;
      }
      get(layers.get(layer).file(), at, ByteBuffer.wrap(result, done, n));
      done += n;
    }
    return result;
  }

  private static void get(FileChannel file, long at, ByteBuffer into) {
    try {
      long position = at;
      while (into.hasRemaining()) {
        int n = file.read(into, position);
        if (n < 0) {
          return; // a hole at the end
        }
        position += n;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a snapshot knows of change tracking. */
  record Point(String changeId, int depth, int[] changed) {}

  /** Freezes; later writes go elsewhere. */
  synchronized Point freeze() {
    Point point = new Point(changeId(), layers.size() - 1, changed.clone());
    generation++;
    try {
      Path delta = java.nio.file.Files.createTempFile("vsphere-double", ".delta");
      FileChannel file =
          FileChannel.open(
              delta,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      layers.add(new Layer(file, new BitSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return point;
  }

  /** Merges what was written since the snapshot at a depth into what it froze. */
  synchronized void merge(int depth) {
    Layer below = layers.get(depth);
    Layer above = layers.remove(depth + 1);
    try {
      for (int i = above.blocks().nextSetBit(0); i >= 0; i = above.blocks().nextSetBit(i + 1)) {
        ByteBuffer block = ByteBuffer.allocate(length(i));
        get(above.file(), (long) i * BLOCK, block);
        put(below.file(), (long) i * BLOCK, block.flip());
        below.blocks().set(i);
      }
      above.file().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Blocks that changed after a position, as of a point. */
  synchronized BitSet changedSince(String changeId, int[] asOf) {
    int since =
        changeId.equals("*") ? 0 : Integer.parseInt(changeId.substring(changeId.indexOf('/') + 1));
    BitSet result = new BitSet();
    for (int i = 0; i < asOf.length; i++) {
      if (asOf[i] > since) {
        result.set(i);
      }
    }
    return result;
  }

  synchronized int[] changedNow() {
    return changed.clone();
  }

  synchronized boolean knows(String changeId) {
    return changeId.equals("*") || changeId.startsWith("52 " + history + "/");
  }

  synchronized boolean isTracking() {
    return tracking;
  }

  @Override
  public synchronized void close() {
    for (Layer layer : layers) {
      try {
        layer.file().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
