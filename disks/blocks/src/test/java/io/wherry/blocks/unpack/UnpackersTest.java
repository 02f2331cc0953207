package io.wherry.blocks.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both inflaters and zstd keep the same promises. */
class UnpackersTest {
  private static final int SIZE = 64 << 10;

  private record Kind(Packing packing, Unpacker unpacker) {
    @Override
    public String toString() {
      return packing + " by " + unpacker.getClass().getSimpleName();
    }
  }

  static Stream<Kind> kinds() {
    var theJdks =
        Stream.of(Packing.ZLIB, Packing.DEFLATE).map(p -> new Kind(p, new JdkUnpacker(p)));
    return Stream.concat(
        theJdks, Arrays.stream(Packing.values()).map(p -> new Kind(p, p.unpacker())));
  }

  private static byte[] content() {
    byte[] bytes = new byte[SIZE];
    Random random = new Random(4);
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) random.nextInt(5);
    }
    return bytes;
  }

  private static byte[] pack(Packing packing, byte[] content) {
    if (packing == Packing.ZSTD) {
      return Zstd.compress(content);
    }
    Deflater deflater = new Deflater(6, packing == Packing.DEFLATE);
    deflater.setInput(content);
    deflater.finish();
    byte[] packed = new byte[2 * SIZE];
    int n = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, n);
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void givesTheContentAndIgnoresWhatFollows(Kind kind) throws DataFormatException {
    byte[] packed = pack(kind.packing(), content());
    byte[] padded = Arrays.copyOf(packed, packed.length + 700);
    for (int again = 0; again < 3; again++) {
      ByteBuffer into = ByteBuffer.allocateDirect(SIZE + 100).position(100);
      assertThat(kind.unpacker().unpack(direct(padded), into)).isEqualTo(SIZE);
      assertThat(into.hasRemaining()).isFalse();
      assertThat(into.slice(100, SIZE)).isEqualTo(ByteBuffer.wrap(content()));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void fillsASmallerTarget(Kind kind) throws DataFormatException {
    ByteBuffer into = ByteBuffer.allocateDirect(SIZE / 2);
    assertThat(kind.unpacker().unpack(direct(pack(kind.packing(), content())), into))
        .isEqualTo(SIZE / 2);
    assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(content(), 0, SIZE / 2));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void damageIsNoticedAndDoesNotSpoilTheNextPiece(Kind kind) throws DataFormatException {
    byte[] packed = pack(kind.packing(), content());
    byte[] short_ = Arrays.copyOf(packed, packed.length / 2);
    ByteBuffer into = ByteBuffer.allocateDirect(SIZE);
    assertThat(unpackedOrLess(kind, short_, into)).isLessThan(SIZE);
    byte[] bad = packed.clone();
    Arrays.fill(bad, 0, 16, (byte) 0xff);
    assertThatThrownBy(() -> kind.unpacker().unpack(direct(bad), into.clear()))
        .isInstanceOf(DataFormatException.class);
    assertThat(kind.unpacker().unpack(direct(packed), into.clear())).isEqualTo(SIZE);
    assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(content()));
  }

  private static int unpackedOrLess(Kind kind, byte[] packed, ByteBuffer into) {
    try {
      return kind.unpacker().unpack(direct(packed), into);
    } catch (DataFormatException _) {
      return -1;
    }
  }

  @Test
  void severalZstdFramesMakeOnePiece() throws DataFormatException {
    byte[] half = Zstd.compress(Arrays.copyOf(content(), SIZE / 2));
    byte[] rest = Zstd.compress(Arrays.copyOfRange(content(), SIZE / 2, SIZE));
    byte[] both = Arrays.copyOf(half, half.length + rest.length);
    System.arraycopy(rest, 0, both, half.length, rest.length);
    ByteBuffer into = ByteBuffer.allocateDirect(SIZE);
    try (Unpacker zstd = Packing.ZSTD.unpacker()) {
      assertThat(zstd.unpack(direct(both), into)).isEqualTo(SIZE);
    }
    assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(content()));
  }
}
