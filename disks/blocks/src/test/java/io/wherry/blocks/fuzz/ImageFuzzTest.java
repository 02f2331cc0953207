package io.wherry.blocks.fuzz;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short part of what bench/fuzz.sh runs. */
class ImageFuzzTest {
  private static final long SEED = 20_261_127;
  private static final long COUNT = 4_000;

  static Stream<String> seeds() {
    return ImageFuzz.SEEDS.stream();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void damagedImagesAreReadOrRefused(String name) {
    ImageFuzz.run(name, SEED, COUNT);
  }
}
