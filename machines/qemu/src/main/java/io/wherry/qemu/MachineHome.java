package io.wherry.qemu;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The folder of one machine: sockets, logs, and what a restarted server must know. */
public record MachineHome(Path folder) {
  /** {@code sockaddr_un} has room for 107 characters and a zero. */
  private static final int SOCKET_PATH_LIMIT = 107;

  /** Makes the folder, readable by its owner only. */
  public void create() {
    try {
      if (!Files.isDirectory(folder)) {
        Path _ =
            Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path serialLog() {
    return folder.resolve("serial.log");
  }

  /** The serial console's socket. */
  public Path serialSocket() {
    return socket("serial");
  }

  /** The graphics console's socket (RFB). */
  public Path vncSocket() {
    return socket("vnc");
  }

  Path qmpSocket() {
    return socket("qmp");
  }

  /** A second control socket, which Wherry itself never uses. */
  public Path spareSocket() {
    return socket("spare");
  }

  Path errorLog() {
    return folder.resolve("qemu.log");
  }

  Path variables() {
    return folder.resolve("firmware-vars.fd");
  }

  private Path socket(String name) {
    Path path = folder.resolve(name + ".sock");
    if (path.toString().length() > SOCKET_PATH_LIMIT) {
      throw new InvalidRequest(
          "The path %s is too long for a socket (%d of at most %d characters). Use a data directory with a shorter path."
              .formatted(path, path.toString().length(), SOCKET_PATH_LIMIT));
    }
    return path;
  }

  Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(folder.resolve(file)).trim()).filter(t -> !t.isEmpty());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String file, String text) {
    try {
      Path fresh = folder.resolve(file + ".new");
      Path _ =
          Files.writeString(
              fresh,
              text,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE,
              StandardOpenOption.SYNC);
      Path _ = Files.move(fresh, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of a log, at most this many characters. */
  static String tail(Path log, int characters) {
    try {
      String text = Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1).trim();
      return text.substring(Math.max(0, text.length() - characters));
    } catch (IOException _) {
      return "";
    }
  }
}
