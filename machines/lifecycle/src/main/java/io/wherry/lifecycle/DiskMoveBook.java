package io.wherry.lifecycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.problems.Defect;
import io.wherry.resources.DiskMove;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this node has decided about disks that move. It lies outside of machines' homes, since a
 * decision outlives the process it is about; and on the node, since guests wait while it is made.
 * Calls block for a flush of the file system.
 */
final class DiskMoveBook {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /** How far this node is. */
  enum Entry {
    /** Copies may be under way: the machine may not be handed over. */
    BEGUN,
    /** For good: the targets are the true ones. */
    SWITCHED,
    /** For good: the sources are. */
    ABANDONED
  }

  /**
   * @param message why it was abandoned
   */
  record Note(Entry entry, String instance, String message) {}

  DiskMoveBook(Path folder) {
    this.folder = folder;
  }

  private Path file(DiskMove move) {
    return folder.resolve(move.resource().uid() + ".json");
  }

  Optional<Note> find(DiskMove move) {
    return read(file(move));
  }

  /** True while a move of this instance's disks was begun and is not settled. */
  boolean isBusy(String instance) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".json"))
          .flatMap(f -> read(f).stream())
          .anyMatch(n -> n.instance().equals(instance));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Note> read(Path file) {
    try {
      JsonNode tree = JSON.readTree(Files.readString(file));
      return Optional.of(
          new Note(
              Entry.valueOf(tree.path("entry").asText()),
              tree.path("instance").asText(),
              tree.path("message").asText()));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new Defect(file + " cannot be read; it says which copy of a disk is the true one.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes it; when this returns, a power cut does not take it back. */
  Note write(DiskMove move, Note note) {
    String text =
        JSON.createObjectNode()
            .put("entry", note.entry().name())
            .put("instance", note.instance())
            .put("message", note.message())
            .toString();
    Path file = file(move);
    try {
      Path _ = Files.createDirectories(folder);
      Path fresh =
          Files.writeString(
              folder.resolve(move.resource().uid() + ".new"),
              text,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE,
              StandardOpenOption.SYNC);
      Path _ = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(folder)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return note;
  }

  /** Only after its end stands in the DiskMove itself. */
  void forget(DiskMove move) {
    try {
      boolean _ = Files.deleteIfExists(file(move));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
