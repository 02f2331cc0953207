package io.wherry.conversion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.problems.Defect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Remembers across kills what must be finished. No entry: the disks are as they were copied. {@code
 * COMMITTING}: some disks may be changed already, the commit must be repeated. {@code DONE}:
 * nothing is to be done as long as nobody wrote to the disks since.
 */
final class ConversionJournal {
  enum State {
    COMMITTING,
    DONE
  }

  /**
   * @param stamps size and modification time of each disk after the commit; empty before
   */
  record Entry(State state, List<Change> changes, ConversionResult result, List<String> stamps) {}

  static final String FILE = "conversion.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Path file;

  ConversionJournal(Path work) {
    this.directory = work;
    this.file = work.resolve(FILE);
  }

  Optional<Entry> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), Entry.class));
    } catch (JsonProcessingException e) {
      // It is written by rename after fsync, so this is not a torn write; going on could lose a
      // half-done commit.
      throw new Defect(
          file + " is not readable. Copy the disks of this VM again, then convert them.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Durable when it returns. */
  void write(Entry entry) {
    Path part = file.resolveSibling(FILE + ".part");
    try {
      try (FileChannel out =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(entry));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a file's bytes, or a directory's names, durable. */
  static void sync(Path path) throws IOException {
    StandardOpenOption how =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel c = FileChannel.open(path, how)) {
      c.force(true);
    }
  }
}
