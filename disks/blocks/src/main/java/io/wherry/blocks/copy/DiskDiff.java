package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Compares two disks. What both do not hold is not read. Where one is longer, its rest differs
 * unless it reads as zeros.
 */
public final class DiskDiff {
  /** Fineness of the answer in bytes. */
  public static final int GRAIN = 4096;

  private final BlockReader left;
  private final BlockReader right;
  private final CopyListener listener;
  private final StopSignal stop = new StopSignal();

  public DiskDiff(BlockReader left, BlockReader right, CopyListener listener) {
    this.left = left;
    this.right = right;
    this.listener = listener;
  }

  /** Ends {@link #run}, from any thread. */
  public void stop() {
    stop.stop();
  }

  /** Extents that differ, in order, in multiples of {@link #GRAIN} except at the end. Blocks. */
  public List<Extent> run() {
    Geometry geometry = Geometry.of(Math.max(left.size(), right.size()));
    GranuleMap a = GranuleMap.ofTarget(geometry, left.extents());
    GranuleMap b = GranuleMap.ofTarget(geometry, right.extents());
    Meter meter = new Meter(System::nanoTime, new ProcessorTime(System::nanoTime));
    meter.begin(CopyProgress.Phase.VERIFY, a.bytes() + b.bytes());
    var found = new ConcurrentSkipListMap<Long, Extent>();
    Crew crew = new Crew(geometry.chunks(), Workers.concurrency(geometry, 0, 1), meter, stop);
    crew.run(
        () -> new Comparer(new Pair(geometry, a, b), meter, found),
        n -> listener.progress(meter.progress(n)));
    listener.progress(meter.progress(0));
    return joined(found.values());
  }

  private static List<Extent> joined(Iterable<Extent> pieces) {
    List<Extent> joined = new ArrayList<>();
    for (Extent piece : pieces) {
      if (!joined.isEmpty() && joined.getLast().end() == piece.offset()) {
        Extent last = joined.removeLast();
        joined.add(new Extent(last.offset(), piece.end() - last.offset(), ExtentKind.DATA));
      } else {
        joined.add(piece);
      }
    }
    return joined;
  }

  private record Pair(Geometry geometry, GranuleMap a, GranuleMap b) {}

  private final class Comparer implements Crew.Worker {
    private final Pair pair;
    private final Meter meter;
    private final ConcurrentSkipListMap<Long, Extent> found;
    private final BlockReader first = left.another();
    private final BlockReader second = right.another();
    private final ByteBuffer one;
    private final ByteBuffer other;

    Comparer(Pair pair, Meter meter, ConcurrentSkipListMap<Long, Extent> found) {
      this.pair = pair;
      this.meter = meter;
      this.found = found;
      this.one = Round.aligned(pair.geometry().granule());
      this.other = Round.aligned(pair.geometry().granule());
    }

    @Override
    public void chunk(int chunk) {
      long mask = pair.a().mask(chunk) | pair.b().mask(chunk);
      for (long rest = mask; rest != 0; rest &= rest - 1) {
        int granule = Long.numberOfTrailingZeros(rest);
        long offset = pair.geometry().offset(chunk) + (long) granule * pair.geometry().granule();
        int length = (int) Math.min(pair.geometry().granule(), pair.geometry().size() - offset);
        boolean inLeft = (pair.a().mask(chunk) & 1L << granule) != 0;
        boolean inRight = (pair.b().mask(chunk) & 1L << granule) != 0;
        fill(inLeft ? first : null, offset, one, length);
        fill(inRight ? second : null, offset, other, length);
        compare(offset, length);
        meter.done((inLeft ? length : 0) + (inRight ? length : 0));
      }
    }

    private void fill(
        @org.jspecify.annotations.Nullable BlockReader reader,
        long offset,
        ByteBuffer into,
        int length) {
      int available =
          reader == null ? 0 : (int) Math.clamp(reader.size() - offset, 0L, (long) length);
      MemorySegment.ofBuffer(into.clear()).asSlice(available, length - available).fill((byte) 0);
      if (reader != null && available > 0) {
        into.limit(available);
        reader.read(offset, into);
      }
      into.clear();
    }

    private void compare(long offset, int length) {
      MemorySegment a = MemorySegment.ofBuffer(one);
      MemorySegment b = MemorySegment.ofBuffer(other);
      for (int at = 0; at < length; at += GRAIN) {
        int n = Math.min(GRAIN, length - at);
        if (MemorySegment.mismatch(a, at, at + n, b, at, at + n) >= 0) {
          found.put(offset + at, new Extent(offset + at, n, ExtentKind.DATA));
        }
      }
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }
}
