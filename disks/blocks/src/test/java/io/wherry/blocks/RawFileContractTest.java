package io.wherry.blocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class RawFileContractTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("disk.img");
  }

  @Nested
  class Writes extends BlockWriterContract {
    @Override
    protected BlockWriter open() {
      return RawFile.open(file(), SIZE);
    }

    @Override
    protected byte[] holds() throws IOException {
      return Files.readAllBytes(file());
    }
  }

  @Nested
  class Reads extends BlockReaderContract {
    @Override
    protected BlockReader open() throws IOException {
      Path _ = Files.write(file(), content());
      return RawFile.open(file(), SIZE);
    }
  }

  @Nested
  class ReadsFromTheMedium extends BlockReaderContract {
    @Override
    protected BlockReader open() throws IOException {
      Path _ = Files.write(file(), content());
      return MediumReader.open(file());
    }
  }

  @Nested
  class ReadsAsASource extends BlockReaderContract {
    @Override
    protected BlockReader open() throws IOException {
      Path _ = Files.write(file(), content());
      return DiskImages.open(FileRegion.open(file()), DiskImages.Siblings.none("disk.img"));
    }
  }
}
