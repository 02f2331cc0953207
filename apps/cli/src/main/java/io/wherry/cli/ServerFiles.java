package io.wherry.cli;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a standalone server leaves in its data directory for other commands. */
record ServerFiles(Path directory) {
  /** {@code --data}, else {@code $WHERRY_DATA}, else {@code ~/.local/share/wherry}. */
  static ServerFiles of(@org.jspecify.annotations.Nullable Path given) {
    if (given != null) {
      return new ServerFiles(given.toAbsolutePath().normalize());
    }
    String environment = System.getenv("WHERRY_DATA");
    return new ServerFiles(
        environment != null && !environment.isBlank()
            ? Path.of(environment).toAbsolutePath().normalize()
            : Path.of(System.getProperty("user.home"), ".local/share/wherry"));
  }

  Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  /** Certificates of the server and of users. */
  Path tls() {
    return directory.resolve("tls");
  }

  Path pidFile() {
    return directory.resolve("wherry.pid");
  }

  Path log() {
    return directory.resolve("logs/wherry.log");
  }

  /** The process that serves this directory, if it runs. */
  Optional<ProcessHandle> server() {
    try {
      String[] words = Files.readString(pidFile()).trim().split(" ");
      long pid = Long.parseLong(words[0]);
      return ProcessHandle.of(pid)
          .filter(ServerFiles::runs)
          .filter(p -> words.length < 2 || startedAt(p) == Long.parseLong(words[1]));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Removes the kubeconfig of an earlier start: its presence says that the API answers. */
  void forgetKubeconfig() {
    try {
      boolean _ = Files.deleteIfExists(kubeconfig());
    } catch (IOException e) {
      throw new InvalidRequest("The file " + kubeconfig() + " cannot be removed: " + e, e);
    }
  }

  /** Leaves this process's pid and start time; refuses when another one serves the directory. */
  void claim() {
    server()
        .filter(p -> p.pid() != ProcessHandle.current().pid())
        .ifPresent(p -> {
          throw new InvalidRequest(
              "Wherry already serves "
                  + directory
                  + " (process "
                  + p.pid()
                  + "). Stop it with 'wherry down --data "
                  + directory
                  + "', or give another --data.");
        });
    ProcessHandle me = ProcessHandle.current();
    try {
      Files.writeString(pidFile(), me.pid() + " " + startedAt(me) + "\n");
    } catch (IOException e) {
      throw new InvalidRequest("The pid file " + pidFile() + " cannot be written: " + e, e);
    }
  }

  void release() {
    try {
      boolean _ = Files.deleteIfExists(pidFile());
    } catch (IOException _) {
      // a stale pid file is harmless: the start time in it does not match any process
    }
  }

  /** The kubeconfig's text. */
  String kubeconfigText() {
    try {
      return Files.readString(kubeconfig());
    } catch (IOException e) {
      throw new InvalidRequest(
          "No Wherry has served "
              + directory
              + " yet ("
              + kubeconfig()
              + " is missing). Start one with 'wherry up'.",
          e);
    }
  }

  /**
   * False for a process that was killed and that nobody has waited for yet: it has no arguments.
   */
  private static boolean runs(ProcessHandle process) {
    try {
      Path arguments = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return process.isAlive() && !Files.readString(arguments).isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  private static long startedAt(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }
}
