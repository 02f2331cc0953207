package io.wherry.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OvaDisksTest {
  /** A disk full of sevens. */
  private record Sevens(long size) implements BlockReader {
    @Override
    public Iterable<Extent> extents() {
      return List.of(new Extent(0, size, ExtentKind.DATA));
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      assertThat(offset + into.remaining()).isLessThanOrEqualTo(size);
      while (into.hasRemaining()) {
        into.put((byte) 7);
      }
    }

    @Override
    public BlockReader another() {
      return this;
    }

    @Override
    public void close() {}
  }

  private static Appliance.Disk disk(long capacity, String fileRef) {
    var said = new Ovf.Disk("d", fileRef, capacity, "", "", 0, "");
    return new Appliance.Disk("id", "d.vmdk", said, Optional.empty(), Optional.empty(), "");
  }

  @Test
  void refusesAFileThatHoldsMoreThanTheOvfStates() {
    assertThatThrownBy(() -> OvaDisks.fit(new Sevens(1025), disk(1024, "f")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("1025")
        .hasMessageContaining("1024")
        .hasMessageContaining("d.vmdk");
  }

  @Test
  void fillsASmallerFileWithZeros() {
    BlockReader reader = OvaDisks.fit(new Sevens(1000), disk(1024, "f"));
    assertThat(reader.size()).isEqualTo(1024);
    assertThat(reader.extents())
        .containsExactly(
            new Extent(0, 1000, ExtentKind.DATA), new Extent(1000, 24, ExtentKind.HOLE));
    ByteBuffer all = ByteBuffer.allocate(1024);
    reader.another().read(0, all);
    byte[] expected = new byte[1024];
    Arrays.fill(expected, 0, 1000, (byte) 7);
    assertThat(all.array()).isEqualTo(expected);
    ByteBuffer tail = ByteBuffer.allocate(20);
    reader.read(1004, tail);
    assertThat(tail.array()).containsOnly(0);
    assertThatThrownBy(() -> reader.read(1010, ByteBuffer.allocate(20)))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aDiskWithoutAFileIsBlank() {
    BlockReader reader = OvaDisks.open(disk(4096, ""));
    assertThat(reader.extents()).containsExactly(new Extent(0, 4096, ExtentKind.HOLE));
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    reader.read(0, buffer);
    assertThat(buffer.array()).containsOnly(0);
  }
}
