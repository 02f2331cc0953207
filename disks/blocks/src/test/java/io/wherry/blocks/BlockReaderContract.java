package io.wherry.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.WherryException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every reader promises. A subclass opens a disk with the given content. */
public abstract class BlockReaderContract {
  protected static final int SIZE = (6 << 20) + 512;

  /** Content with data, zeros and odd borders. */
  protected static byte[] content() {
    byte[] bytes = new byte[SIZE];
    Random random = new Random(7);
    for (int at = 0; at < SIZE; at += 300_000) {
      if (random.nextInt(3) != 0) {
        byte[] some = new byte[Math.min(200_000, SIZE - at)];
        random.nextBytes(some);
        System.arraycopy(some, 0, bytes, at, some.length);
      }
    }
    bytes[SIZE - 1] = 9;
    return bytes;
  }

  /** Opens a reader of a disk that holds {@link #content()}. */
  protected abstract BlockReader open() throws Exception;

  private static byte[] read(BlockReader reader, long offset, int length, ByteBuffer into) {
    reader.read(offset, into.clear().limit(length));
    assertThat(into.remaining()).isZero();
    byte[] bytes = new byte[length];
    into.flip().get(bytes);
    return bytes;
  }

  @Test
  void knowsItsSize() throws Exception {
    try (BlockReader reader = open()) {
      assertThat(reader.size()).isEqualTo(SIZE);
    }
  }

  @Test
  void readsAnyRangeIntoAnyBuffer() throws Exception {
    byte[] content = content();
    Random random = new Random(3);
    try (BlockReader reader = open()) {
      for (int i = 0; i < 200; i++) {
        int offset = random.nextInt(SIZE);
        int length = 1 + random.nextInt(Math.min(SIZE - offset, 1 + random.nextInt(1 << 20)));
        ByteBuffer into =
            random.nextBoolean() ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        assertThat(read(reader, offset, length, into))
            .isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
      }
      assertThat(read(reader, 0, SIZE, ByteBuffer.allocateDirect(SIZE))).isEqualTo(content);
    }
  }

  @Test
  void fillsOnlyWhatIsAskedFor() throws Exception {
    try (BlockReader reader = open()) {
      ByteBuffer into = ByteBuffer.allocate(1000);
      reader.read(5000, into.position(100).limit(600));
      assertThat(into.position()).isEqualTo(600);
      assertThat(Arrays.copyOfRange(into.array(), 600, 1000)).isEqualTo(new byte[400]);
      assertThat(Arrays.copyOf(into.array(), 100)).isEqualTo(new byte[100]);
    }
  }

  @Test
  void describesAllOfItselfAndNoDataIsLeftOut() throws Exception {
    byte[] content = content();
    try (BlockReader reader = open()) {
      for (int twice = 0; twice < 2; twice++) {
        long at = 0;
        for (Extent extent : reader.extents()) {
          assertThat(extent.offset()).isEqualTo(at);
          at = extent.end();
          if (extent.kind() != ExtentKind.DATA) {
            for (long i = extent.offset(); i < extent.end(); i++) {
              assertThat(content[(int) i]).isZero();
            }
          }
        }
        assertThat(at).isEqualTo(SIZE);
      }
    }
  }

  @Test
  void refusesToReadBehindTheEnd() throws Exception {
    try (BlockReader reader = open()) {
      assertThatThrownBy(() -> reader.read(SIZE - 10, ByteBuffer.allocate(11)))
          .isInstanceOfAny(WherryException.class, AssertionError.class);
      assertThatThrownBy(() -> reader.read(-1, ByteBuffer.allocate(1)))
          .isInstanceOfAny(WherryException.class, AssertionError.class);
    }
  }

  @Test
  void severalReadersWorkAtOnce() throws Exception {
    byte[] content = content();
    try (BlockReader reader = open();
        var pool = Executors.newFixedThreadPool(4)) {
      Callable<Boolean> work =
          () -> {
            try (BlockReader mine = reader.another()) {
              byte[] all = read(mine, 0, SIZE, ByteBuffer.allocateDirect(SIZE));
              return Arrays.equals(all, content);
            }
          };
      for (var one : pool.invokeAll(IntStream.range(0, 8).mapToObj(_ -> work).toList())) {
        assertThat(one.get()).isTrue();
      }
      assertThat(read(reader, 0, 100, ByteBuffer.allocate(100)))
          .isEqualTo(Arrays.copyOf(content, 100));
    }
  }
}
