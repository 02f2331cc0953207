package io.wherry.ova;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appliances with random damage are read or refused; nothing else ever happens. */
class DamagedApplianceTest {
  private static final int ROUNDS = 3000;
  @TempDir Path folder;

  @Test
  void damageIsRefusedOrHarmless() throws IOException {
    byte[] whole =
        new TarWriter()
            .file("web.ovf", new SampleOvf().bytes())
            .file("web.mf", "SHA1(disk1.vmdk)= " + "0".repeat(40))
            .pax("path", "disk1.vmdk", "x", new byte[700])
            .finished();
    long seed = 20261124;
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      refused += isRefused(damaged, "seed " + seed + " round " + round) ? 1 : 0;
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS);
  }

  @Test
  void lostAndDoubledBytesAreRefusedOrHarmless() {
    String text = new SampleOvf().text();
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(40));
      String damaged =
          random.nextBoolean()
              ? text.substring(0, from) + text.substring(to)
              : text.substring(0, to) + text.substring(from);
      try {
        OvfParser.parse(damaged.getBytes(java.nio.charset.StandardCharsets.UTF_8), "web.ovf");
      } catch (InvalidRequest e) {
        assertThat(e).hasMessageStartingWith("web.ovf");
      }
    }
  }

  private boolean isRefused(byte[] tar, String description) throws IOException {
    Path file = Files.write(folder.resolve("web.ova"), tar);
    try {
      Bundle bundle = Bundle.ofArchive("web.ova", file);
      if (bundle.cut().isPresent()) {
        return true;
      }
      ApplianceReader.read(bundle, ApplianceReader.ovfOf(bundle));
      return false;
    } catch (InvalidRequest e) {
      assertThat(e.getMessage()).as(description).isNotBlank();
      return true;
    }
  }
}
