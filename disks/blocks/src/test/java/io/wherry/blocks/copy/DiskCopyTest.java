package io.wherry.blocks.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.RawFile;
import io.wherry.blocks.digest.DigestKind;
import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.NoSpace;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCopyTest {
  private static final int CHUNK = 4 << 20;
  private static final int SIZE = 3 * CHUNK + 12_345;
  private static final Patience QUICK = new Patience(3, Duration.ofMillis(1), Duration.ZERO);
  private static final CopyOptions FULL =
      CopyOptions.of(Verification.FULL).withConnections(2).withPatience(QUICK);

  @TempDir private Path folder;
  private final AtomicInteger reads = new AtomicInteger();
  private final Notes notes = new Notes();

  private static byte[] content(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    Arrays.fill(bytes, 100_000, 400_000, (byte) 0);
    Arrays.fill(bytes, CHUNK, 2 * CHUNK, (byte) 0);
    return bytes;
  }

  private BlockReader memory(byte[] bytes) {
    return new FaultyReader(new MemoryDisk(bytes, 64 << 10), reads, Integer.MAX_VALUE, 0);
  }

  private CopyResult run(BlockReader source, String version) {
    return run(source, version, FULL);
  }

  private CopyResult run(BlockReader source, String version, CopyOptions options) {
    try (RawFile raw = RawFile.open(folder.resolve("target"), source.size())) {
      return copy(source, version, raw, options);
    }
  }

  private CopyResult copy(BlockReader source, String version, RawFile raw, CopyOptions options) {
    return copy(new CopyJob(source, version, raw, raw, folder.resolve("journal"), options));
  }

  private CopyResult copy(CopyJob job) {
    return new DiskCopy(job, notes).run(() -> DiskCopy.Blank.State.ZEROS);
  }

  private void assertTargetIs(byte[] bytes) throws IOException {
    assertThat(Files.mismatch(folder.resolve("target"), write("expected", bytes))).isEqualTo(-1);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void copiesAndLeavesHoles() throws IOException {
    byte[] bytes = content(1);
    CopyResult result = run(memory(bytes), "a");
    assertTargetIs(bytes);
    assertThat(result.bytes().written()).isLessThan(SIZE - CHUNK - 200_000);
    assertThat(result.bytes().verified()).isPositive();
    assertThat(run(memory(bytes), "a").digest()).isEqualTo(result.digest());
  }

  /** The documented definition, written a second time in the plainest way. */
  @Test
  void theRootDigestIsTheDocumentedTree() throws Exception {
    byte[] bytes = content(1);
    MessageDigest root = MessageDigest.getInstance("SHA-256");
    root.update(ByteBuffer.allocate(12).putLong(SIZE).putInt(CHUNK).array());
    for (int chunk = 0; chunk < SIZE; chunk += CHUNK) {
      byte[] leaves = new byte[64 * 32];
      for (int leaf = 0; leaf < 64 && chunk + (leaf << 16) < SIZE; leaf++) {
        int from = chunk + (leaf << 16);
        byte[] part = Arrays.copyOfRange(bytes, from, Math.min(SIZE, from + (1 << 16)));
        if (!Arrays.equals(part, new byte[part.length])) {
          System.arraycopy(
              MessageDigest.getInstance("SHA-256").digest(part), 0, leaves, leaf * 32, 32);
        }
      }
      boolean zero = Arrays.equals(leaves, new byte[leaves.length]);
      root.update(zero ? new byte[32] : MessageDigest.getInstance("SHA-256").digest(leaves));
    }
    String expected = "sha256:" + HexFormat.of().formatHex(root.digest());
    CopyOptions sha = FULL.withDigest(DigestKind.SHA256);
    assertThat(run(memory(bytes), "a", sha).digest()).isEqualTo(expected);
  }

  @Test
  void aFinishedCopyIsNotReadAgain() {
    run(memory(content(1)), "a");
    reads.set(0);
    assertThat(run(memory(content(1)), "a").bytes().written()).isZero();
    assertThat(reads.get()).isZero();
  }

  @Test
  void aSourceThatComesBackIsReadOn() throws IOException {
    byte[] bytes = content(2);
    run(new FaultyReader(new MemoryDisk(bytes, 4096), reads, 2, 2), "a");
    assertTargetIs(bytes);
    assertThat(notes.all()).anyMatch(n -> n.contains("attempt 2 of 3"));
  }

  /** A source that takes no new connection for a moment, just when the workers start. */
  @Test
  void aSourceThatIsAwayWhenAWorkerStartsIsWaitedFor() throws IOException {
    byte[] bytes = content(2);
    AtomicInteger opened = new AtomicInteger();
    BlockReader busy =
        new BlockReader() {
          private final MemoryDisk disk = new MemoryDisk(bytes, 64 << 10);

          @Override
          public long size() {
            return disk.size();
          }

          @Override
          public Iterable<Extent> extents() {
            return disk.extents();
          }

          @Override
          public void read(long offset, ByteBuffer into) {
            disk.read(offset, into);
          }

          @Override
          public BlockReader another() {
            if (opened.incrementAndGet() <= 2) {
              throw new PeerUnavailable("nobody answers");
            }
            return this;
          }

          @Override
          public void close() {}
        };
    CopyResult _ = run(busy, "a");
    assertTargetIs(bytes);
    assertThat(notes.all()).anyMatch(n -> n.contains("nobody answers"));
  }

  @Test
  void aSourceThatStaysAwayFailsWithTheOffsetAndTheCopyGoesOnLater() throws IOException {
    byte[] bytes = content(2);
    CopyOptions one = FULL.withConnections(1);
    var away = new FaultyReader(new MemoryDisk(bytes, 64 << 10), reads, 3, 1000);
    assertThatThrownBy(() -> run(away, "a", one))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("at " + 2 * CHUNK)
        .hasMessageContaining("failed 3 times");
    reads.set(0);
    CopyResult result = run(memory(bytes), "a", one);
    assertTargetIs(bytes);
    assertThat(result.bytes().read()).isLessThan(SIZE - 2L * CHUNK + 1);
  }

  @Test
  void writesOnlyWhatDiffersWhenTheSourceChanged() throws IOException {
    byte[] bytes = content(1);
    run(memory(bytes), "a");
    byte[] changed = bytes.clone();
    changed[5] ^= 1;
    Arrays.fill(changed, CHUNK + 5, CHUNK + 10, (byte) 7);
    Arrays.fill(changed, 2 * CHUNK, 3 * CHUNK, (byte) 0);
    CopyResult result = run(memory(changed), "b");
    assertTargetIs(changed);
    assertThat(result.bytes().written()).isEqualTo(2 * (64 << 10));
    assertThat(run(memory(changed), "b").digest()).isEqualTo(result.digest());
  }

  @Test
  void aSourceWithoutVersionIsComparedAgain() throws IOException {
    byte[] bytes = content(1);
    run(memory(bytes), "");
    bytes[SIZE - 1] ^= 1;
    run(memory(bytes), "");
    assertTargetIs(bytes);
  }

  @Test
  void readsOnlyTheChangedGranules() throws IOException {
    byte[] bytes = content(1);
    run(memory(bytes), "a");
    byte[] changed = bytes.clone();
    changed[2 * CHUNK + 70_000] ^= 1;
    var ranges = List.of(new Extent(2 * CHUNK + 69_632, 4096, ExtentKind.DATA));
    CopyResult result = run(memory(changed), "b", FULL.withChanges(new Changes.Since("a", ranges)));
    assertTargetIs(changed);
    assertThat(result.bytes().read()).isEqualTo(64 << 10);
    assertThat(result.bytes().written()).isEqualTo(64 << 10);
  }

  @Test
  void changesSinceAnotherVersionAreNotBelieved() throws IOException {
    byte[] bytes = content(1);
    run(memory(bytes), "a");
    byte[] changed = content(2);
    run(memory(changed), "c", FULL.withChanges(new Changes.Since("b", List.of())));
    assertTargetIs(changed);
  }

  @Test
  void survivesAJournalThatWasTornAnywhere() throws IOException {
    byte[] bytes = content(3);
    run(memory(bytes), "a");
    byte[] whole = Files.readAllBytes(folder.resolve("journal"));
    for (int cut = 0; cut < whole.length; cut += 7) {
      Files.write(folder.resolve("journal"), Arrays.copyOf(whole, cut));
      run(memory(bytes), "a");
      assertTargetIs(bytes);
    }
  }

  @Test
  void survivesGranuleDigestsThatAreLostOrWrong() throws IOException {
    byte[] bytes = content(3);
    run(memory(bytes), "a");
    Files.write(folder.resolve("journal.granules"), new byte[] {1, 2, 3});
    byte[] changed = content(4);
    run(memory(changed), "b");
    assertTargetIs(changed);
  }

  @Test
  void noticesATargetThatForgets() {
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      BlockReader liar = memory(content(5));
      var job = new CopyJob(memory(content(4)), "a", raw, liar, folder.resolve("journal"), FULL);
      assertThatThrownBy(() -> copy(job))
          .isInstanceOf(PeerUnavailable.class)
          .hasMessageContaining("does not keep");
    }
  }

  @Test
  void repairsChunksThatWereDamagedAfterTheyWereJournaled() throws IOException {
    byte[] bytes = content(6);
    var away = new FaultyReader(new MemoryDisk(bytes, 64 << 10), reads, 4, 1000);
    assertThatThrownBy(() -> run(away, "a", FULL.withConnections(1)))
        .isInstanceOf(PeerUnavailable.class);
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      raw.write(200_000, ByteBuffer.wrap(new byte[] {1, 2, 3})); // in a hole
      raw.write(500_000, ByteBuffer.wrap(new byte[] {1, 2, 3})); // in data
    }
    run(memory(bytes), "a");
    assertTargetIs(bytes);
  }

  @Test
  void aTargetThatWasReplacedIsCopiedAnew() throws IOException {
    byte[] bytes = content(7);
    run(memory(bytes), "a");
    Files.move(folder.resolve("target"), folder.resolve("old"));
    run(memory(bytes), "a");
    assertTargetIs(bytes);
  }

  @Test
  void aTargetThatHoldsAnythingIsWrittenWithItsZeros() throws IOException {
    byte[] bytes = content(8);
    byte[] rubbish = new byte[SIZE];
    new Random(9).nextBytes(rubbish);
    write("target", rubbish);
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      var job = new CopyJob(memory(bytes), "a", raw, raw, folder.resolve("journal"), FULL);
      new DiskCopy(job, notes).run(() -> DiskCopy.Blank.State.UNKNOWN);
    }
    assertTargetIs(bytes);
  }

  @Test
  void aFullTargetIsWaitedFor() throws IOException {
    byte[] bytes = content(7);
    Patience waits = new Patience(1, Duration.ZERO, Duration.ofSeconds(5));
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      var full = new FullWriter(raw, new AtomicInteger(), 2, 3);
      var job =
          new CopyJob(
              memory(bytes), "a", full, raw, folder.resolve("journal"), FULL.withPatience(waits));
      copy(job);
    }
    assertTargetIs(bytes);
    assertThat(notes.all()).anyMatch(n -> n.contains("waiting for room"));
  }

  @Test
  void aTargetThatStaysFullFailsAndTheCopyGoesOnLater() throws IOException {
    byte[] bytes = content(7);
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      var full = new FullWriter(raw, new AtomicInteger(), 2, Integer.MAX_VALUE);
      var job = new CopyJob(memory(bytes), "a", full, raw, folder.resolve("journal"), FULL);
      assertThatThrownBy(() -> copy(job)).isInstanceOf(NoSpace.class);
    }
    run(memory(bytes), "a");
    assertTargetIs(bytes);
  }

  @Test
  void refusesATargetThatIsTooSmall() {
    try (RawFile raw = RawFile.open(folder.resolve("target"), 1000)) {
      assertThatThrownBy(() -> copy(memory(content(1)), "a", raw, FULL))
          .isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void copiesADiskOfNoBytes() throws IOException {
    run(memory(new byte[0]), "a");
    assertThat(Files.size(folder.resolve("target"))).isZero();
  }

  @Test
  void stoppedItKeepsWhatIsDone() throws IOException {
    byte[] bytes = content(1);
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      var source = new FaultyReader(new MemoryDisk(bytes, 4096), reads, Integer.MAX_VALUE, 0);
      var options = FULL.withConnections(1);
      var job = new CopyJob(source, "a", raw, raw, folder.resolve("journal"), options);
      DiskCopy copy = new DiskCopy(job, notes);
      source.beforeRead(2, copy::stop);
      assertThatThrownBy(() -> copy.run(() -> DiskCopy.Blank.State.ZEROS))
          .isInstanceOf(Cancelled.class);
    }
    assertThat(run(memory(bytes), "a").bytes().skipped()).isPositive();
    assertTargetIs(bytes);
  }

  @Test
  void offlineVerificationFindsTheDamagedChunk() throws IOException {
    byte[] bytes = content(1);
    CopyResult result = run(memory(bytes), "a");
    assertThat(verify().wrong()).isEmpty();
    assertThat(verify().digest()).isEqualTo(result.digest());
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      raw.write(CHUNK + 77, ByteBuffer.wrap(new byte[] {1}));
    }
    assertThat(verify().wrong()).containsExactly(new Extent(CHUNK, CHUNK, ExtentKind.DATA));
  }

  private DiskVerify.Outcome verify() {
    try (RawFile raw = RawFile.open(folder.resolve("target"), SIZE)) {
      return new DiskVerify(raw, folder.resolve("journal"), notes).run();
    }
  }

  @Test
  void namesTheExtentsThatDiffer() {
    byte[] left = content(1);
    byte[] right = Arrays.copyOf(left, SIZE + 5000);
    right[4095] ^= 1;
    right[4096] ^= 1;
    right[CHUNK] = 1;
    right[SIZE + 4999] = 1;
    assertThat(new DiskDiff(memory(left), memory(right), notes).run())
        .extracting(Extent::offset)
        .containsExactly(0L, (long) CHUNK, (SIZE + 4999L) / 4096 * 4096);
  }

  /** Breaks some reads, or calls back before one. */
  private static final class FaultyReader implements BlockReader {
    private final MemoryDisk disk;
    private final AtomicInteger reads;
    private final int from;
    private final int times;
    private int callAt;
    private Runnable call = () -> {};

    FaultyReader(MemoryDisk disk, AtomicInteger reads, int from, int times) {
      this.disk = disk;
      this.reads = reads;
      this.from = from;
      this.times = times;
    }

    void beforeRead(int number, Runnable what) {
      callAt = number;
      call = what;
    }

    @Override
    public long size() {
      return disk.size();
    }

    @Override
    public Iterable<Extent> extents() {
      return disk.extents();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      int number = reads.incrementAndGet();
      if (number == callAt) {
        call.run();
      }
      if (number >= from && number - from < times) {
        throw new PeerUnavailable("the source went away");
      }
      disk.read(offset, into);
    }

    @Override
    public BlockReader another() {
      return this;
    }

    @Override
    public void close() {}
  }

  /** A device that is full for some writes. */
  private record FullWriter(RawFile file, AtomicInteger writes, int from, int until)
      implements BlockWriter {
    @Override
    public long size() {
      return file.size();
    }

    @Override
    public void write(long offset, ByteBuffer bytes) {
      int number = writes.incrementAndGet();
      if (number > from && number <= until) {
        throw new NoSpace("No space left on device");
      }
      file.write(offset, bytes);
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
      return new FullWriter(file.another(), writes, from, until);
    }

    @Override
    public void close() {}
  }
}
