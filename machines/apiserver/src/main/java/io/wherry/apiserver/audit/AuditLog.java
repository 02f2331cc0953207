package io.wherry.apiserver.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends a line per request to {@code audit.log}, readable by the owner only. A full file is kept
 * as {@code audit.log.1}, older ones behind it, and the oldest goes. Lines are handed to the
 * operating system at once and not forced to the disk. Thread-safe.
 */
public final class AuditLog implements AutoCloseable {
  /** Bytes after which a new file is begun. */
  static final long FILE_BYTES = 10L * 1024 * 1024;

  /** Full files that are kept beside the one being written. */
  static final int KEPT = 9;

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final AuditExtent extent;
  private final long fileBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable FileChannel channel;
  private boolean failing;

  private AuditLog(Path file, AuditExtent extent, long fileBytes) {
    this.file = file;
    this.extent = extent;
    this.fileBytes = fileBytes;
  }

  /**
   * Opens the log in the directory, which is made when it is missing.
   *
   * @throws InvalidRequest when the file cannot be written
   */
  public static AuditLog open(Path directory, AuditExtent extent) {
    return open(directory, extent, FILE_BYTES);
  }

  static AuditLog open(Path directory, AuditExtent extent, long fileBytes) {
    AuditLog log = new AuditLog(directory.resolve("audit.log"), extent, fileBytes);
    if (extent != AuditExtent.OFF) {
      try {
        Path _ = Files.createDirectories(directory);
        log.channel = log.opened();
      } catch (IOException e) {
        throw new InvalidRequest(
            "The audit log " + log.file + " cannot be written: " + e.getMessage(), e);
      }
    }
    return log;
  }

  private FileChannel opened() throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Writes the event if the log tells of such. A log that cannot be written stops no request. */
  public void tell(AuditEvent event) {
    boolean wanted =
        switch (extent) {
          case OFF -> false;
          case WRITES -> event.isWrite() || event.isRefusal();
          case ALL -> true;
        };
    if (wanted) {
      append(line(event));
    }
  }

  private static byte[] line(AuditEvent event) {
    try {
      return (JSON.writeValueAsString(event.tree()) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An audit event is no JSON.", e);
    }
  }

  private void append(byte[] line) {
    lock.lock();
    try {
      FileChannel now = channel == null ? opened() : channel;
      channel = now.size() + line.length > fileBytes && now.size() > 0 ? rotated(now) : now;
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
      failing = false;
    } catch (IOException e) {
      if (!failing) { // once, not per request
        LOG.error("The audit log {} cannot be written; requests are answered without it", file, e);
      }
      failing = true;
    } finally {
      lock.unlock();
    }
  }

  private FileChannel rotated(FileChannel full) throws IOException {
    full.close();
    channel = null;
    for (int i = KEPT - 1; i >= 1; i--) {
      if (Files.exists(numbered(i))) {
        Path _ = Files.move(numbered(i), numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path _ = Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
    return opened();
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("The audit log {} was not closed cleanly", file, e);
    } finally {
      lock.unlock();
    }
  }
}
