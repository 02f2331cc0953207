package io.wherry.cli;

import io.wherry.apiserver.audit.AuditExtent;
import io.wherry.problems.InvalidRequest;
import io.wherry.server.Server;
import io.wherry.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starting and stopping the standalone server inside this process. */
final class Standalone {
  private Standalone() {}

  /** Starts a server on the directory; the directory is ours until {@link ServerFiles#release}. */
  static Server start(ServerFiles files, ServerSettings settings) {
    prepare(files);
    files.claim();
    files.forgetKubeconfig();
    Logging.toFile(files.log());
    Server server = new Server(settings);
    try {
      server.start();
      return server;
    } catch (RuntimeException e) {
      server.close();
      files.release();
      throw e;
    }
  }

  static ServerSettings settings(ServerFiles files, String bind, int port) {
    return settings(files, bind, port, 1);
  }

  /** For a machine that stands for several nodes. */
  static ServerSettings settings(ServerFiles files, String bind, int port, int nodes) {
    List<String> worker = List.of(Launch.java());
    return new ServerSettings(
        files.directory(), bind, port, nodes, worker, Launch.classPath(), AuditExtent.WRITES);
  }

  /** Makes the data directory, readable by its owner only. */
  static void prepare(ServerFiles files) {
    try {
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Path logs = files.log().getParent();
      if (!Files.isDirectory(files.directory())) {
        Files.createDirectories(files.directory().getParent());
        Path _ = Files.createDirectory(files.directory(), ownerOnly);
      }
      Path _ =
          Files.setPosixFilePermissions(
              files.directory(), PosixFilePermissions.fromString("rwx------"));
      Path _ = Files.createDirectories(logs, ownerOnly);
    } catch (IOException e) {
      throw new InvalidRequest(
          "The data directory " + files.directory() + " cannot be made: " + e, e);
    }
  }

  /** True once the API of this directory's server answers. */
  static boolean answers(ServerFiles files) {
    return files.server().isPresent() && Files.exists(files.kubeconfig());
  }

  /** Returns when the process is asked to end. */
  static void untilSignal() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  try {
                    main.join(15_000);
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                },
                "on-signal"));
    asked.await();
  }
}
