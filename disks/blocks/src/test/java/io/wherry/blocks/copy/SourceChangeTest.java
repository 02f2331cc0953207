package io.wherry.blocks.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.FileRegion;
import io.wherry.blocks.RawFile;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that are written to while they are read. */
class SourceChangeTest {
  private static final int CHUNK = 4 << 20;
  private static final int SIZE = 3 * CHUNK + 12_345;

  @TempDir private Path folder;

  private static byte[] content(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void rewrite(byte[] bytes) {
    try {
      Files.write(folder.resolve("source"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CopyResult run(CopyListener listener) {
    CopyOptions options = CopyOptions.of(Verification.FULL).withPatience(Patience.NONE);
    Path target = folder.resolve("target");
    try (RawFile raw = RawFile.open(target, SIZE);
        BlockReader source = DiskImages.raw(FileRegion.open(folder.resolve("source")))) {
      var job = new CopyJob(source, "v1", raw, raw, folder.resolve("journal"), options);
      return new DiskCopy(job, listener).run(() -> DiskCopy.Blank.State.ZEROS);
    }
  }

  /** Does something each time that a pass is at its end. */
  private static final class Meddler implements CopyListener {
    private final Notes notes = new Notes();
    private final AtomicInteger ends = new AtomicInteger();
    private final Runnable first;
    private final Runnable each;

    Meddler(Runnable first, Runnable each) {
      this.first = first;
      this.each = each;
    }

    @Override
    public void progress(CopyProgress now) {
      if (now.done() == now.total() && now.phase() == CopyProgress.Phase.COPY) {
        (ends.getAndIncrement() == 0 ? first : each).run();
      }
    }

    @Override
    public void note(String message) {
      notes.note(message);
    }
  }

  @Test
  void whatDiffersIsCopiedAgain() throws IOException {
    byte[] after = content(1);
    after[17] ^= 1;
    after[2 * CHUNK + 5] ^= 1;
    rewrite(content(1));
    Meddler meddler = new Meddler(() -> rewrite(after), () -> {});
    assertThat(run(meddler).bytes().skipped()).isPositive();
    assertThat(meddler.notes.all()).anyMatch(n -> n.contains("changed while it was read"));
    assertThat(Files.mismatch(folder.resolve("source"), folder.resolve("target"))).isEqualTo(-1);
  }

  @Test
  void aSourceThatNeverStandsStillIsGivenUp() {
    rewrite(content(0));
    AtomicInteger seed = new AtomicInteger();
    Runnable change = () -> rewrite(content(seed.incrementAndGet()));
    assertThatThrownBy(() -> run(new Meddler(change, change)))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("changes all the time");
  }
}
