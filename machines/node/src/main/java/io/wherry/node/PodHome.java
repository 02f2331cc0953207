package io.wherry.node;

import io.wherry.problems.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The folder of one pod; everything a restart of the server needs to know stands in it. */
record PodHome(Path folder) {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> SECRET_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  static PodHome of(Path pods, String uid) {
    if (!uid.matches("[0-9A-Za-z-]{1,64}")) {
      throw new Defect("'" + uid + "' is not the uid of a pod.");
    }
    return new PodHome(pods.resolve(uid));
  }

  Path log() {
    return folder.resolve("log");
  }

  Path terminationMessage() {
    return folder.resolve("termination-message");
  }

  boolean exists() {
    return Files.isDirectory(folder);
  }

  /** True once a process was there, whether or not it still is. */
  boolean hasBegun() {
    return pid().isPresent() || exitCode().isPresent();
  }

  void create() {
    makeDirectory(folder);
  }

  /** A folder for the content of a volume. */
  Path volume(String name) {
    Path volumes = folder.resolve("volumes");
    Path result = volumes.resolve(name).normalize();
    if (!result.startsWith(volumes) || result.equals(volumes)) {
      throw new Defect("'" + name + "' is not the name of a volume.");
    }
    makeDirectory(volumes);
    makeDirectory(result);
    return result;
  }

  /** Exit code of the program, once it has ended. */
  Optional<Integer> exitCode() {
    return read("exit").map(Integer::valueOf);
  }

  /** Pid of the session leader, once it runs. */
  Optional<Long> pid() {
    return read("pid").map(Long::valueOf);
  }

  Optional<String> read(String file) {
    try {
      String text = Files.readString(folder.resolve(file)).trim();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first bytes of a file as text; empty when there is none.
   *
   * @param limit in bytes, whatever the program wrote
   */
  String start(String file, int limit) {
    try (InputStream in = Files.newInputStream(folder.resolve(file))) {
      return new String(in.readNBytes(limit), StandardCharsets.UTF_8).trim();
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes secrets and scratch files; log and exit code stay until the pod is deleted. */
  void forgetVolumes() {
    new PodHome(folder.resolve("volumes")).remove();
  }

  /** Writes a small file as a whole or not at all, readable by the owner only. */
  static void write(Path file, byte[] content) {
    try {
      Path fresh = Files.createTempFile(file.getParent(), ".new", "", SECRET_FILE);
      Path _ = Files.write(fresh, content);
      Path _ = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the folder with everything in it; links are removed, not followed. */
  void remove() {
    if (!exists()) {
      return;
    }
    try {
      Path _ = Files.walkFileTree(folder, new Remover());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void makeDirectory(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Path _ = Files.createDirectory(directory, OWNER_ONLY);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException problem) throws IOException {
      if (problem != null) {
        throw problem;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
