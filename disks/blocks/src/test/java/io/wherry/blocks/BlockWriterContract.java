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

/** What every writer promises. A subclass makes an empty target and says what it holds. */
public abstract class BlockWriterContract {
  protected static final int SIZE = (6 << 20) + 512;

  /** Opens an empty target of {@link #SIZE} bytes. */
  protected abstract BlockWriter open() throws Exception;

  /** What the target holds now, read by something that is not ours. */
  protected abstract byte[] holds() throws Exception;

  private static ByteBuffer random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    ByteBuffer buffer =
        random.nextBoolean() ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    return buffer.put(bytes).flip();
  }

  @Test
  void keepsWhatIsWrittenAndZeroed() throws Exception {
    byte[] expected = new byte[SIZE];
    Random random = new Random(5);
    try (BlockWriter writer = open()) {
      assertThat(writer.size()).isEqualTo(SIZE);
      for (int i = 0; i < 120; i++) {
        int offset = random.nextInt(SIZE / 512) * 512;
        int length = 512 * (1 + random.nextInt(Math.min((SIZE - offset) / 512, 2000)));
        if (random.nextInt(3) == 0) {
          var hole = random.nextBoolean() ? BlockWriter.Hole.ALLOWED : BlockWriter.Hole.FORBIDDEN;
          writer.zero(offset, length, hole);
          Arrays.fill(expected, offset, offset + length, (byte) 0);
        } else {
          ByteBuffer bytes = random(random, length);
          bytes.duplicate().get(expected, offset, length);
          writer.write(offset, bytes);
          assertThat(bytes.remaining()).isZero();
        }
      }
      writer.flush();
    }
    assertThat(Arrays.mismatch(holds(), expected)).isEqualTo(-1);
  }

  @Test
  void severalWritersWorkAtOnce() throws Exception {
    byte[] expected = new byte[SIZE];
    new Random(6).nextBytes(expected);
    int part = SIZE / 8 / 512 * 512;
    try (BlockWriter writer = open();
        var pool = Executors.newFixedThreadPool(4)) {
      Callable<Void> tail =
          () -> {
            writer.write(8L * part, ByteBuffer.wrap(expected, 8 * part, SIZE - 8 * part).slice());
            return null;
          };
      Void _ = tail.call();
      var works =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  (Callable<Void>)
                      () -> {
                        try (BlockWriter mine = writer.another()) {
                          mine.write(
                              (long) i * part, ByteBuffer.wrap(expected, i * part, part).slice());
                        }
                        return null;
                      })
              .toList();
      for (var one : pool.invokeAll(works)) {
        Void _ = one.get();
      }
      writer.flush();
    }
    assertThat(Arrays.mismatch(holds(), expected)).isEqualTo(-1);
  }

  @Test
  void refusesToWriteBehindTheEnd() throws Exception {
    try (BlockWriter writer = open()) {
      assertThatThrownBy(() -> writer.write(SIZE - 512, ByteBuffer.allocate(1024)))
          .isInstanceOfAny(WherryException.class, AssertionError.class);
      assertThatThrownBy(() -> writer.write(-512, ByteBuffer.allocate(512)))
          .isInstanceOfAny(WherryException.class, AssertionError.class);
    }
    assertThat(holds()).hasSize(SIZE);
  }
}
