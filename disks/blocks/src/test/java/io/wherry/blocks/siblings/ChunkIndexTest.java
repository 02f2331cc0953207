package io.wherry.blocks.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkIndexTest {
  @Test
  void findsAllThatWasAddedAndNothingElse() {
    for (int n : new int[] {0, 1, 2, 3, 1000}) {
      Random random = new Random(n);
      ChunkIndex index = new ChunkIndex(n);
      List<byte[]> digests = new ArrayList<>();
      for (int place = 0; place < n; place++) {
        byte[] digest = new byte[32];
        random.nextBytes(digest);
        digests.add(digest);
        index.add(digest, place);
        index.add(digest, place + 1);
      }
      for (int place = 0; place < n; place++) {
        assertThat(index.find(digests.get(place))).isEqualTo(place);
      }
      byte[] stranger = new byte[32];
      random.nextBytes(stranger);
      assertThat(index.find(stranger)).isNegative();
    }
  }
}
