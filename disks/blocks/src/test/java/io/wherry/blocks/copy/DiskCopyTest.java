package io.wherry.blocks.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.RawFile;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCopyTest {
  private static final int SIZE = 3 * DiskCopy.CHUNK + 12_345;

  @TempDir private Path folder;
  private final AtomicInteger reads = new AtomicInteger();

  private static final CopyListener QUIET =
      new CopyListener() {
        @Override
        public void progress(Phase phase, long done, long total) {}

        @Override
        public void note(String message) {}
      };

  private static byte[] content(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    java.util.Arrays.fill(bytes, 100_000, 400_000, (byte) 0);
    return bytes;
  }

  /** A disk in memory that counts reads and may break. */
  private BlockReader memory(byte[] bytes, int breaksAtRead) {
    return new BlockReader() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public Iterable<Extent> extents() {
        return List.of(new Extent(0, bytes.length, ExtentKind.DATA));
      }

      @Override
      public void read(long offset, ByteBuffer into) {
        if (reads.incrementAndGet() == breaksAtRead) {
          throw new PeerUnavailable("the source went away");
        }
        into.put(bytes, (int) offset, into.remaining());
      }

      @Override
      public BlockReader another() {
        return this;
      }

      @Override
      public void close() {}
    };
  }

  private CopyResult run(BlockReader source, String identity, int workers) {
    Path target = folder.resolve("target");
    try (RawFile raw = RawFile.open(target, source.size())) {
      return copy(source, identity, raw, raw, workers);
    }
  }

  private CopyResult copy(
      BlockReader source, String identity, BlockWriter target, BlockReader back, int workers) {
    var job = new DiskCopy.Job(source, identity, target, back, folder.resolve("journal"), workers);
    return new DiskCopy(job, QUIET).run(() -> {});
  }

  private void assertTargetIs(byte[] bytes) throws IOException {
    assertThat(Files.readAllBytes(folder.resolve("target"))).isEqualTo(bytes);
  }

  @Test
  void copiesAndLeavesHoles() throws IOException {
    byte[] bytes = content(1);
    CopyResult result = run(memory(bytes, -1), "a", 2);
    assertTargetIs(bytes);
    assertThat(result.writtenBytes()).isLessThan(SIZE - 200_000);
    assertThat(run(memory(bytes, -1), "a", 2).digest()).isEqualTo(result.digest());
  }

  @Test
  void aFinishedCopyIsNotReadAgain() {
    run(memory(content(1), -1), "a", 1);
    reads.set(0);
    assertThat(run(memory(content(1), -1), "a", 1).writtenBytes()).isZero();
    assertThat(reads.get()).isZero();
  }

  @Test
  void goesOnAfterTheSourceWentAway() throws IOException {
    byte[] bytes = content(2);
    assertThatThrownBy(() -> run(memory(bytes, 3), "a", 1)).isInstanceOf(PeerUnavailable.class);
    run(memory(bytes, -1), "a", 1);
    assertTargetIs(bytes);
  }

  @Test
  void startsOverWhenTheSourceChanged() throws IOException {
    run(memory(content(1), -1), "a", 1);
    byte[] other = content(9);
    AtomicInteger wiped = new AtomicInteger();
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      var job = new DiskCopy.Job(memory(other, -1), "b", raw, raw, folder.resolve("journal"), 1);
      new DiskCopy(job, QUIET)
          .run(() -> {
            wiped.incrementAndGet();
            raw.zero(0, SIZE, BlockWriter.Hole.ALLOWED);
          });
    }
    assertThat(wiped.get()).isEqualTo(1);
    assertTargetIs(other);
  }

  @Test
  void survivesAJournalThatWasTornAnywhere() throws IOException {
    byte[] bytes = content(3);
    run(memory(bytes, -1), "a", 1);
    byte[] whole = Files.readAllBytes(folder.resolve("journal"));
    for (int cut = 0; cut < whole.length; cut += 7) {
      Files.write(folder.resolve("journal"), java.util.Arrays.copyOf(whole, cut));
      run(memory(bytes, -1), "a", 1);
      assertTargetIs(bytes);
    }
  }

  @Test
  void noticesATargetThatForgets() {
    byte[] bytes = content(4);
    Path target = folder.resolve("target");
    try (RawFile raw = RawFile.open(target, SIZE)) {
      BlockReader liar = memory(content(5), -1);
      assertThatThrownBy(() -> copy(memory(bytes, -1), "a", raw, liar, 1))
          .isInstanceOf(PeerUnavailable.class)
          .hasMessageContaining("does not keep");
    }
  }

  @Test
  void repairsAChunkThatWasLostAfterItWasJournaled() throws IOException {
    byte[] bytes = content(6);
    assertThatThrownBy(() -> run(memory(bytes, 4), "a", 1)).isInstanceOf(PeerUnavailable.class);
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      raw.write(5000, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
    run(memory(bytes, -1), "a", 1);
    assertTargetIs(bytes);
  }

  @Test
  void aFullTargetIsSaidAndTheCopyGoesOnLater() throws IOException {
    byte[] bytes = content(7);
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      AtomicInteger writes = new AtomicInteger();
      BlockWriter full = new FullWriter(raw, writes, 4);
      assertThatThrownBy(() -> copy(memory(bytes, -1), "a", full, raw, 1))
          .isInstanceOf(PeerRefused.class);
    }
    run(memory(bytes, -1), "a", 1);
    assertTargetIs(bytes);
  }

  @Test
  void refusesATargetThatIsTooSmall() {
    try (RawFile raw = RawFile.open(folder.resolve("target"), 1000)) {
      assertThatThrownBy(() -> copy(memory(content(1), -1), "a", raw, raw, 1))
          .isInstanceOf(InvalidRequest.class);
    }
  }

  /** A device that is full after some writes. */
  private record FullWriter(RawFile file, AtomicInteger writes, int room) implements BlockWriter {
    @Override
    public long size() {
      return file.size();
    }

    @Override
    public void write(long offset, ByteBuffer from) {
      if (writes.incrementAndGet() > room) {
        throw new PeerRefused("No space left on device");
      }
      file.write(offset, from);
    }

    @Override
    public void zero(long offset, long length, Hole hole) {
      file.zero(offset, length, hole);
    }

    @Override
    public void flush() {
      file.flush();
    }

    @Override
    public BlockWriter another() {
      return new FullWriter(file.another(), writes, room);
    }

    @Override
    public void close() {}
  }
}
