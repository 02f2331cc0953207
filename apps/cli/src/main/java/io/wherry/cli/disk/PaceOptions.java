package io.wherry.cli.disk;

import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.Patience;
import io.wherry.blocks.copy.RateLimiter;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How fast, and what happens when the target is full. */
final class PaceOptions {
  /** What a full target means. */
  enum Full {
    WAIT,
    FAIL
  }

  private static final Duration WAITING = Duration.ofDays(7);

  @Option(
      names = "--rate",
      paramLabel = "BYTES",
      converter = Sizes.class,
      description = "At most that many bytes per second, for example 200M.")
  private long rate;

  @Option(
      names = "--rate-file",
      paramLabel = "FILE",
      description = "A file with the rate, read once a second: change it while the copy runs.")
  private @Nullable Path rateFile;

  @Option(names = "--connections", description = "Readers and writers at once; adaptive if 0.")
  private int connections;

  @Option(
      names = "--on-full",
      defaultValue = "WAIT",
      description =
          "wait: say so and go on when there is room; fail: end, also before the first byte when the data cannot fit. Default: wait.")
  private Full full = Full.WAIT;

  private @Nullable RateLimiter limiter;
  private String lastText = "";

  /** Applies them; refuses what cannot be. */
  CopyOptions applied(CopyOptions options) {
    if (connections < 0 || connections > CopyOptions.MOST_CONNECTIONS) {
      throw new InvalidRequest(
          "--connections is between 0 and " + CopyOptions.MOST_CONNECTIONS + ".");
    }
    Patience standard = Patience.STANDARD;
    Duration space = full == Full.FAIL ? Duration.ZERO : WAITING;
    Patience patience = new Patience(standard.attempts(), standard.firstRetry(), space);
    CopyOptions paced = options.withConnections(connections).withPatience(patience);
    if (rate == 0 && rateFile == null) {
      return paced;
    }
    limiter = RateLimiter.of(rate);
    look();
    return paced.withLimits(List.of(limiter.share()));
  }

  /** Reads the file with the rate again; what cannot be read leaves the rate as it is. */
  void look() {
    if (rateFile == null || limiter == null) {
      return;
    }
    try {
      String text = Files.readString(rateFile).strip();
      if (!text.equals(lastText)) {
        lastText = text;
        limiter.set(new Sizes().convert(text));
      }
    } catch (IOException | TypeConversionException _) {
      // Not there yet, or half written: the next look tells.
    }
  }

  /** What is in flight ends at once, not at the rate that was asked for. */
  void hurry() {
    if (limiter != null) {
      limiter.set(0);
    }
  }
}
