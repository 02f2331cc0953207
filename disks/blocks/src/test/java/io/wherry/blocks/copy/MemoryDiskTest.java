package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockReaderContract;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.BlockWriterContract;
import org.junit.jupiter.api.Nested;

/** The fake keeps the contracts of the real ones. */
class MemoryDiskTest {
  @Nested
  class Reads extends BlockReaderContract {
    @Override
    protected BlockReader open() {
      return new MemoryDisk(content(), 64 << 10);
    }
  }

  @Nested
  class Writes extends BlockWriterContract {
    private final byte[] bytes = new byte[SIZE];

    @Override
    protected BlockWriter open() {
      return new MemoryDisk(bytes, 64 << 10);
    }

    @Override
    protected byte[] holds() {
      return bytes;
    }
  }
}
