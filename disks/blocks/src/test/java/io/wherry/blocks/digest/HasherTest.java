package io.wherry.blocks.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HasherTest {
  /** Digests as published with the functions; BLAKE3's of 31744 bytes ends a left-heavy tree. */
  @ParameterizedTest
  @CsvSource({
    "SHA256, '', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "SHA256, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "BLAKE3, '', af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    "BLAKE3, abc, 6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"
  })
  void givesPublishedDigests(DigestKind kind, String text, String expected) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(hex(kind.hasher(), MemorySegment.ofArray(bytes))).isEqualTo(expected);
    if (kind == DigestKind.BLAKE3) {
      assertThat(hex(new JavaBlake3(), MemorySegment.ofArray(bytes))).isEqualTo(expected);
    }
  }

  @Test
  @EnabledIf("isThere")
  void libraryAndJavaGiveTheSameDigest() {
    Random random = new Random(1);
    Hasher mine = new JavaBlake3();
    Hasher its = new NativeBlake3();
    for (int n : new int[] {1, 63, 64, 65, 1023, 1024, 1025, 2048, 3073, 31_744, 65_536, 70_001}) {
      byte[] bytes = new byte[n];
      random.nextBytes(bytes);
      String expected = hex(its, MemorySegment.ofArray(bytes));
      assertThat(hex(mine, MemorySegment.ofArray(bytes))).as("%d bytes", n).isEqualTo(expected);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment outside = arena.allocate(n).copyFrom(MemorySegment.ofArray(bytes));
        int cut = random.nextInt(n);
        its.update(outside.asSlice(0, cut));
        assertThat(hex(its, outside.asSlice(cut))).as("in two parts").isEqualTo(expected);
        mine.update(outside.asSlice(0, cut));
        assertThat(hex(mine, outside.asSlice(cut))).as("in two parts").isEqualTo(expected);
      }
    }
  }

  static boolean isThere() {
    return NativeBlake3.isThere();
  }

  private static String hex(Hasher hasher, MemorySegment bytes) {
    byte[] digest = new byte[Hasher.BYTES];
    hasher.update(bytes);
    hasher.finish(digest, 0);
    return HexFormat.of().formatHex(digest);
  }
}
