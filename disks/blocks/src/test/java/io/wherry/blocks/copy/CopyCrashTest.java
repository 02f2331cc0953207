package io.wherry.blocks.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.blocks.BlockWriter.Keeping;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.digest.DigestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies that are killed at random operations, lose power, change their source between rounds, and
 * end with identical disks every time. {@code -Dwherry.kills=10000} for a long run.
 */
class CopyCrashTest {
  private static final int KILLS = Integer.getInteger("wherry.kills", 400);
  private static final int CHUNK = 4 << 20;
  private static final int MOST_KILLS_OF_ONE = 12;

  @TempDir private Path folder;

  private final Random random = new Random();
  private int kills;
  private int boots;

  @Test
  void endsWithIdenticalDisks() throws IOException {
    long seed = Long.getLong("wherry.seed", System.nanoTime());
    random.setSeed(seed);
    int disks = 0;
    while (kills < KILLS) {
      story(seed, disks++);
    }
    System.Logger log = System.getLogger("crash");
    log.log(System.Logger.Level.INFO, "seed {0}: {1} kills, {2} disks", seed, kills, disks);
  }

  /** Several rounds onto one target. */
  private void story(long seed, int number) throws IOException {
    Path journal = folder.resolve("journal-" + number);
    int size = random.nextInt(1, 4) * CHUNK - random.nextInt(CHUNK);
    MemoryDisk target = new MemoryDisk(new byte[size], 64 << 10);
    target.keeping(random.nextBoolean() ? Keeping.IN_KERNEL : Keeping.UNTIL_FLUSH);
    byte[] source = layout(size);
    String version = "v0";
    List<Extent> changed = List.of();
    String since = "";
    for (int round = 1; round <= 3; round++) {
      CopyOptions options = options(round == 1 ? Changes.UNKNOWN : changes(since, changed));
      boolean ended = attempts(source, version, target, journal, options);
      if (ended) {
        assertThat(Arrays.mismatch(target.bytes(), source))
            .as("seed %d disk %d round %d: first wrong byte", seed, number, round)
            .isEqualTo(-1);
        since = version;
        changed = List.of();
      }
      List<Extent> now = change(source);
      List<Extent> all = new ArrayList<>(changed);
      all.addAll(now);
      changed = all;
      version = "v" + round;
    }
    Files.deleteIfExists(journal);
    Files.deleteIfExists(journal.resolveSibling(journal.getFileName() + ".granules"));
  }

  private Changes changes(String since, List<Extent> changed) {
    return random.nextBoolean() ? Changes.UNKNOWN : new Changes.Since(since, changed);
  }

  private CopyOptions options(Changes changes) {
    return new CopyOptions(
        new Proof(
            random.nextBoolean() ? Verification.FULL : Verification.INLINE,
            random.nextBoolean() ? DigestKind.SHA256 : DigestKind.best()),
        random.nextInt(1, 4),
        List.of(),
        changes,
        new Patience(1, Duration.ZERO, Duration.ZERO),
        KnownChunks.NONE);
  }

  /** Runs until it ends, or is given up for the next version; true when it ended. */
  private boolean attempts(
      byte[] source, String version, MemoryDisk target, Path journal, CopyOptions options)
      throws IOException {
    int most = random.nextInt(MOST_KILLS_OF_ONE);
    boolean givesUp = random.nextInt(8) == 0;
    for (int attempt = 0; attempt <= most; attempt++) {
      boolean last = attempt == most;
      MemoryDisk from = new MemoryDisk(source, 4096);
      if (!last || givesUp) {
        // Either side may stop first; reads of the source are no effect, writes are.
        target.diesAfter(random.nextInt(140));
        from.diesAfter(random.nextInt(random.nextBoolean() ? 200 : 20));
      }
      var job = new CopyJob(from, version, target, target, journal, options);
      try {
        var _ = new DiskCopy(job, new Notes(), boot()).run(() -> DiskCopy.Blank.State.ZEROS);
        target.revived();
        return true;
      } catch (MemoryDisk.Killed _) {
        kills++;
        die(target.revived(), journal);
      }
    }
    return false;
  }

  private byte[] boot() {
    return Digests.ofText("boot " + boots);
  }

  private void die(MemoryDisk target, Path journal) throws IOException {
    if (random.nextInt(3) == 0) {
      boots++;
      target.losePower(random);
      tear(journal);
    } else if (target.keeping() == Keeping.UNTIL_FLUSH) {
      target.loseUnflushed();
    }
  }

  /** What a file system may do to bytes at the end that were not made durable. */
  private void tear(Path journal) throws IOException {
    Path granules = journal.resolveSibling(journal.getFileName() + ".granules");
    if (random.nextBoolean() && Files.exists(granules)) {
      byte[] bytes = Files.readAllBytes(granules);
      Arrays.fill(bytes, random.nextInt(bytes.length + 1), bytes.length, (byte) 0);
      Files.write(granules, bytes);
    }
  }

  private byte[] layout(int size) {
    byte[] bytes = new byte[size];
    int at = 0;
    while (at < size) {
      int length = Math.min(size - at, 1 + random.nextInt(1 << random.nextInt(10, 22)));
      if (random.nextBoolean()) {
        fill(bytes, at, length);
      }
      at += length;
    }
    return bytes;
  }

  private void fill(byte[] bytes, int at, int length) {
    byte[] some = new byte[length];
    random.nextBytes(some);
    System.arraycopy(some, 0, bytes, at, length);
  }

  /** Writes, or zeroes, some ranges. */
  private List<Extent> change(byte[] source) {
    List<Extent> changed = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(source.length);
      int length = Math.min(source.length - at, 1 + random.nextInt(300_000));
      if (random.nextBoolean()) {
        fill(source, at, length);
      } else {
        Arrays.fill(source, at, at + length, (byte) 0);
      }
      changed.add(new Extent(at, length, ExtentKind.DATA));
    }
    return changed;
  }
}
