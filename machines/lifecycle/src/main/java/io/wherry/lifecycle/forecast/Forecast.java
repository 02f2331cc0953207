package io.wherry.lifecycle.forecast;

import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveStatus;
import java.util.OptionalLong;

/**
 * Follows one migration. Each pass copies what was written to during the one before; so a guest
 * that writes slower than is copied converges, and the rest of each pass tells how fast. Not safe
 * for several threads.
 *
 * @source live-migration.md section 8.5
 */
public final class Forecast {
  private static final double WEIGHT = 0.4;
  private static final double STUCK = 0.98;
  private static final int PASSES = 100;
  private static final int FIRST_PASS = 70;
  private static final int BEFORE_SWITCH = 95;
  private static final double MIB = 1 << 20;

  /** Whether copying will catch up with the guest. */
  public enum Verdict {
    UNKNOWN,
    YES,
    NO
  }

  /**
   * What is known now.
   *
   * @param percent done, 0 to 100; never less than it was
   * @param secondsLeft until the guest runs on the target; empty when unknown
   * @param pauseMs how long it will stand still; when it does not converge, how long it would have
   *     to; empty when unknown
   * @param advice what would help; empty when nothing needs to
   */
  public record View(
      int percent,
      long pass,
      Verdict converges,
      OptionalLong secondsLeft,
      OptionalLong pauseMs,
      String advice) {}

  private int percent;
  private double rate;
  private long pass;
  private long passRest;
  private long workingSet;

  /** Takes a sample into account. */
  public View see(MoveProgress progress, MoveLimits limits) {
    MoveProgress.Ram ram = progress.ram();
    if (ram.bytesPerSecond() > 0) {
      rate = rate == 0 ? ram.bytesPerSecond() : rate + WEIGHT * (ram.bytesPerSecond() - rate);
    }
    if (ram.pass() != pass) {
      pass = ram.pass();
      passRest = ram.remaining();
      workingSet = pass >= 2 ? Math.max(workingSet, passRest) : 0;
    }
    double bandwidth = limits.bytesPerSecond() > 0 ? limits.bytesPerSecond() : rate;
    double goal = bandwidth * limits.downtime().toMillis() / 1000;
    percent = Math.max(percent, done(progress, goal));
    if (pass < 2 || bandwidth <= 0 || progress.status() != MoveStatus.ACTIVE) {
      return new View(
          percent, pass, Verdict.UNKNOWN, OptionalLong.empty(), OptionalLong.empty(), "");
    }
    return judge(ram, bandwidth, goal);
  }

  private View judge(MoveProgress.Ram ram, double bandwidth, double goal) {
    double dirtied = ram.dirtyBytesPerSecond();
    double left = ram.remaining() / bandwidth;
    double begun = Math.max(passRest, ram.remaining());
    // The rest within a pass falls by itself: only what the next one begins with decides.
    for (int i = 0; i < PASSES; i++) {
      double next = Math.min(workingSet, dirtied * begun / bandwidth);
      if (next <= goal) {
        return converging(left, next / bandwidth);
      }
      if (next >= STUCK * begun) {
        return stuck(next, bandwidth, dirtied, goal);
      }
      left += next / bandwidth;
      begun = next;
    }
    return stuck(begun, bandwidth, dirtied, goal);
  }

  private View converging(double left, double pause) {
    return new View(
        percent,
        pass,
        Verdict.YES,
        OptionalLong.of(Math.round(left + pause)),
        OptionalLong.of(Math.round(pause * 1000)),
        "");
  }

  private View stuck(double rest, double bandwidth, double dirtied, double goal) {
    long pause = Math.round(rest / bandwidth * 1000);
    String advice =
        ("copying at %.0f MiB/s does not catch up with a guest that writes %.0f MiB/s; what helps:"
                + " more than that bandwidth, a pause of %d ms (allowed: %d), auto-converge,"
                + " permission to pause or for post-copy")
            .formatted(bandwidth / MIB, dirtied / MIB, pause, Math.round(goal / bandwidth * 1000));
    return new View(
        percent, pass, Verdict.NO, OptionalLong.empty(), OptionalLong.of(pause), advice);
  }

  private int done(MoveProgress progress, double goal) {
    MoveProgress.Ram ram = progress.ram();
    return switch (progress.status()) {
      case NONE, SETUP -> 0;
      case PRE_SWITCHOVER, DEVICE -> BEFORE_SWITCH;
      case COMPLETED -> 100;
      default -> {
        if (ram.total() == 0) {
          yield 0;
        }
        if (pass < 2 || workingSet <= goal) {
          yield (int) (FIRST_PASS * (1 - Math.min(1, (double) ram.remaining() / ram.total())));
        }
        double rest = Math.max(goal, Math.max(1, passRest));
        double way = Math.log(workingSet / rest) / Math.log(workingSet / Math.max(1, goal));
        yield FIRST_PASS + (int) ((BEFORE_SWITCH - FIRST_PASS) * Math.clamp(way, 0.0, 1.0));
      }
    };
  }
}
