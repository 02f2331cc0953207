package io.wherry.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropBehindTest {
  private static final int SIZE = 16 << 20;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = folder.resolve("disk.raw");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      byte[] some = new byte[SIZE];
      new java.util.Random(1).nextBytes(some);
      assertThat(channel.write(ByteBuffer.wrap(some))).isEqualTo(SIZE);
      channel.force(true);
    }
    assumeTrue(cached() > 0, "this kernel cannot tell what it caches");
  }

  private long cached() {
    try (NativeFile open = NativeFile.open(file, NativeFile.Access.READ).orElseThrow()) {
      return open.cachedPages();
    }
  }

  private void forget() {
    try (NativeFile open = NativeFile.open(file, NativeFile.Access.READ).orElseThrow()) {
      open.forgetCached(0, 0);
    }
    assumeTrue(cached() == 0, "this file system keeps everything in memory");
  }

  private void readAll() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    try (FileRegion source = FileRegion.open(file)) {
      for (int at = 0; at < SIZE; at += buffer.capacity()) {
        source.read(at, buffer.clear());
      }
    }
  }

  @Test
  void aDiskThatWasNotInMemoryIsNotLeftThere() {
    forget();
    readAll();
    assertThat(cached()).isLessThan(SIZE / 4096 / 4);
  }

  @Test
  void aDiskThatWasInMemoryStaysThere() throws IOException {
    Files.readAllBytes(file);
    readAll();
    assertThat(cached()).isEqualTo(SIZE / 4096);
  }
}
