package io.wherry.blocks.copy;

import io.wherry.blocks.copy.CopyProgress.Limit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts what workers do and makes rates and estimates of it. Counting is safe for many threads.
 */
final class Meter {
  /** Where a worker's time goes. */
  enum Stage {
    READ,
    DIGEST,
    WRITE,
    JOURNAL,
    THROTTLE,
    SPACE
  }

  private static final int WINDOW = 60;
  private static final int NOW = 8;
  private static final double PESSIMIST = 0.1;
  private static final double BUSY = 0.85;

  private record Sample(long nanos, long done) {}

  final LongAdder read = new LongAdder();
  final LongAdder written = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder cloned = new LongAdder();
  final LongAdder verified = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final LongAdder[] stages = new LongAdder[Stage.values().length];
  private final long[] seen = new long[Stage.values().length];
  private final LongSupplier nanos;
  private final ProcessorTime processor;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private CopyProgress.Phase phase = CopyProgress.Phase.COPY;
  private long allocated;
  private long total;
  private long started;
  private long doneBefore;

  Meter(LongSupplier nanos, ProcessorTime processor) {
    this.nanos = nanos;
    this.processor = processor;
    for (int i = 0; i < stages.length; i++) {
      stages[i] = new LongAdder();
    }
  }

  void allocated(long bytes) {
    allocated = bytes;
  }

  /** Begins a phase of that many bytes. */
  void begin(CopyProgress.Phase next, long bytes) {
    phase = next;
    total = bytes;
    started = nanos.getAsLong();
    doneBefore = done.sum();
    samples.clear();
    samples.add(new Sample(started, 0));
  }

  void done(long bytes) {
    done.add(bytes);
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Notes that a worker spent the time since then on a stage; the time now. */
  long spent(Stage stage, long since) {
    long now = nanos.getAsLong();
    stages[stage.ordinal()].add(now - since);
    return now;
  }

  CopyProgress.Counters counters() {
    return new CopyProgress.Counters(
        allocated, read.sum(), written.sum(), skipped.sum(), cloned.sum(), verified.sum());
  }

  /** What all workers spent so far. */
  Spent spent() {
    return new Spent(
        time(Stage.READ),
        time(Stage.DIGEST),
        time(Stage.WRITE),
        time(Stage.JOURNAL),
        time(Stage.THROTTLE).plus(time(Stage.SPACE)));
  }

  private Duration time(Stage stage) {
    return Duration.ofNanos(stages[stage.ordinal()].sum());
  }

  /** Bytes of the phase that are finished. */
  long finished() {
    return Math.min(total, done.sum() - doneBefore);
  }

  /** A sample of now; for one thread. */
  CopyProgress progress(int connections) {
    long now = nanos.getAsLong();
    long finished = finished();
    samples.addLast(new Sample(now, finished));
    if (samples.size() > WINDOW) {
      samples.removeFirst();
    }
    long rate = rate(recent(), samples.getLast());
    long mean = finished * 1_000_000_000L / Math.max(1, now - started);
    return new CopyProgress(
        phase, finished, total, counters(), rate, mean, left(finished, rate), limit(), connections);
  }

  private Sample recent() {
    int skip = Math.max(0, samples.size() - NOW);
    return samples.stream().skip(skip).findFirst().orElseThrow();
  }

  private static long rate(Sample from, Sample to) {
    long time = to.nanos() - from.nanos();
    return time <= 0 ? 0 : (long) ((to.done() - from.done()) * 1e9 / time);
  }

  private CopyProgress.Left left(long finished, long rate) {
    if (finished >= total) {
      return new CopyProgress.Left(OptionalLong.of(0), OptionalLong.of(0));
    }
    long window = rate(samples.getFirst(), samples.getLast());
    if (samples.size() < NOW || window == 0) {
      return CopyProgress.Left.UNKNOWN;
    }
    long remaining = total - finished;
    long p50 = remaining / Math.max(1, Math.max(window, Math.min(rate, window)));
    long p90 = remaining / Math.max(1, slow(window));
    return new CopyProgress.Left(OptionalLong.of(p50), OptionalLong.of(Math.max(p50, p90)));
  }

  /** The rate that one of ten intervals falls below, no less than a tenth of the mean. */
  private long slow(long window) {
    Sample[] all = samples.toArray(new Sample[0]);
    long[] rates = new long[all.length - 1];
    for (int i = 1; i < all.length; i++) {
      rates[i - 1] = rate(all[i - 1], all[i]);
    }
    java.util.Arrays.sort(rates);
    return Math.clamp(rates[(int) (rates.length * PESSIMIST)], window / 10, window);
  }

  /** What the workers' time went to since the last call. */
  private Limit limit() {
    long[] spent = new long[stages.length];
    for (int i = 0; i < stages.length; i++) {
      long sum = stages[i].sum();
      spent[i] = sum - seen[i];
      seen[i] = sum;
    }
    long all = java.util.Arrays.stream(spent).sum();
    if (all == 0) {
      return Limit.NOTHING;
    }
    if (spent[Stage.SPACE.ordinal()] * 2 > all) {
      return Limit.SPACE;
    }
    if (spent[Stage.THROTTLE.ordinal()] * 3 > all) {
      return Limit.RATE_LIMIT;
    }
    if (processor.loadSinceLast() > BUSY) {
      return Limit.CPU;
    }
    return spent[Stage.READ.ordinal()] > spent[Stage.WRITE.ordinal()] ? Limit.SOURCE : Limit.TARGET;
  }
}
