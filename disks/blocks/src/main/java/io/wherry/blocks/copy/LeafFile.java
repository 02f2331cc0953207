package io.wherry.blocks.copy;

import io.wherry.blocks.FullDisk;
import io.wherry.problems.NoSpace;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The granules' digests beside a journal, at fixed places: what a delta needs to touch only the
 * granules that differ. Never believed by itself: a chunk's digest in the journal tells whether its
 * granules' digests here are the right ones, so nothing must be ordered or made durable.
 */
final class LeafFile implements AutoCloseable {
  static final int BYTES = Geometry.GRANULES * Digests.BYTES;

  private final Path path;
  private final FileChannel channel;

  private LeafFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens the file beside the journal. */
  static LeafFile beside(Path journal) {
    Path path = journal.resolveSibling(journal.getFileName() + ".granules");
    try {
      return new LeafFile(
          path,
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new PeerRefused("The file " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** The digests of a chunk's granules if they are those of the chunk's digest. */
  Optional<byte[]> leaves(int chunk, byte[] digest, Digests digests) {
    byte[] leaves = new byte[BYTES];
    if (Digests.isZero(digest)) {
      return Optional.of(leaves);
    }
    try {
      ByteBuffer into = ByteBuffer.wrap(leaves);
      int n = 0;
      while (into.hasRemaining() && n >= 0) {
        n = channel.read(into, (long) chunk * BYTES + into.position());
      }
    } catch (IOException e) {
      throw new PeerRefused("The file " + path + " cannot be read: " + e.getMessage(), e);
    }
    return java.util.Arrays.equals(digests.chunk(leaves), digest)
        ? Optional.of(leaves)
        : Optional.empty();
  }

  void put(int chunk, byte[] leaves) {
    try {
      ByteBuffer from = ByteBuffer.wrap(leaves);
      while (from.hasRemaining()) {
        int _ = channel.write(from, (long) chunk * BYTES + from.position());
      }
    } catch (IOException e) {
      String message = "The file %s cannot be written: %s.".formatted(path, e.getMessage());
      throw FullDisk.isMeantBy(e) ? new NoSpace(message, e) : new PeerRefused(message, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new PeerRefused("The file " + path + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
