package io.wherry.ova;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short part of what bench/fuzz.sh runs. */
class OvaFuzzTest {
  private static final long SEED = 20_261_127;
  private static final long COUNT = 4_000;

  @Test
  void damagedDescriptionsAreReadOrRefused() {
    OvaFuzz.ovf(SEED, COUNT);
  }

  @Test
  void damagedManifestsAreReadOrRefused() {
    OvaFuzz.manifest(SEED, COUNT);
  }

  @Test
  void damagedArchivesAreReadOrRefused(@TempDir Path folder) {
    OvaFuzz.tar(SEED, COUNT, folder);
  }
}
