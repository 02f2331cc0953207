package io.wherry.conversion.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partition tables as sfdisk writes them. */
class PartitionTablePeerTest {
  @TempDir Path temp;

  private Path disk;

  @BeforeEach
  void makesDisk() throws IOException {
    disk = temp.resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(64 << 20);
    }
  }

  @Test
  void readsGptWithSystemPartition() throws IOException {
    sfdisk("label: gpt\nstart=2048,size=4096,type=uefi\nstart=8192,size=20480,type=linux\n");
    PartitionTable table = read();
    assertThat(table.uefi()).isTrue();
    assertThat(table.bios()).isFalse();
    assertThat(table.partitions())
        .extracting(Partition::number, Partition::offset, Partition::length)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, 2048L * 512, 4096L * 512),
            org.assertj.core.groups.Tuple.tuple(2, 8192L * 512, 20480L * 512));
  }

  @Test
  void tellsBiosFromUefiOnGptByPartitionsNotByCode() throws IOException {
    sfdisk("label: gpt\nstart=2048,size=4096,type=uefi\n");
    put(0, new byte[] {1, 2, 3});
    assertThat(read().bios()).isFalse();
    sfdisk(
        "label: gpt\nstart=2048,size=2048,type=21686148-6449-6E6F-744E-656564454649\nstart=4096,size=4096,type=uefi\n");
    assertThat(read().bios()).isTrue();
    assertThat(read().uefi()).isTrue();
  }

  @Test
  void readsLogicalPartitionsOfMbr() throws IOException {
    sfdisk(
        "label: dos\nstart=2048,size=4096,type=83,bootable\nstart=8192,size=65536,type=5\n"
            + "start=10240,size=2048,type=83\nstart=14336,size=2048,type=82\n");
    put(0, new byte[] {1, 2, 3});
    put(10240 * 512 + 0x438, new byte[] {0x53, (byte) 0xef});
    put(14336 * 512 + 4086, "SWAPSPACE2".getBytes(StandardCharsets.US_ASCII));
    PartitionTable table = read();
    assertThat(table.bios()).isTrue();
    assertThat(table.uefi()).isFalse();
    assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5, 6);
    assertThat(table.partitions())
        .extracting(Partition::kind)
        .containsExactly(FileSystemKind.UNKNOWN, FileSystemKind.EXT, FileSystemKind.SWAP);
  }

  @Test
  void takesDiskWithoutTableForOnePartition() throws IOException {
    put(0, "XFSB".getBytes(StandardCharsets.US_ASCII));
    assertThat(read().partitions())
        .singleElement()
        .satisfies(p -> assertThat(p.kind()).isEqualTo(FileSystemKind.XFS))
        .satisfies(p -> assertThat(p.number()).isZero());
  }

  @Test
  void survivesGarbageAndCircles() throws IOException {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      byte[] garbage = new byte[3 * 512];
      random.nextBytes(garbage);
      garbage[510] = 0x55;
      garbage[511] = (byte) 0xaa;
      garbage[446 + 4] = 5;
      garbage[446 + 8 + 3] = 0;
      if (round % 2 == 0) {
        System.arraycopy("EFI PART".getBytes(StandardCharsets.US_ASCII), 0, garbage, 512, 8);
      }
      put(0, garbage);
      assertThat(read().partitions()).hasSizeLessThan(400);
    }
  }

  private PartitionTable read() {
    try (FileBytes bytes = FileBytes.open(disk)) {
      return PartitionTable.read(bytes);
    }
  }

  private void put(long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
    }
  }

  private void sfdisk(String script) throws IOException {
    Process p =
        new ProcessBuilder(
                List.of(Peers.need("sfdisk").toString(), "-q", "--no-reread", disk.toString()))
            .redirectErrorStream(true)
            .start();
    try (OutputStream in = p.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(p.onExit().join().exitValue()).as(out).isZero();
  }
}
