package io.wherry.node;

import io.wherry.problems.PeerUnavailable;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The process of one pod. It is the leader of its own session, so it survives the server and a
 * Ctrl-C; a lock file makes a second start of the same pod end at once, so starting is repeatable.
 */
record PodProcess(PodHome home) {
  private static final long KILL_SECONDS = 5;

  // $0 is the pod's folder. The lock is held as long as any descendant lives. The exit file appears
  // as a whole or not at all; a program that ended is
  // never started again. TERM goes to the whole group: the shell must outlive it to note the code.
  private static final String SUPERVISOR =
      """
      exec 9> "$0/lock"
      flock -n 9 || exit 0
      [ -e "$0/exit" ] && exit 0
      trap : TERM INT
      echo $$ > "$0/pid.new" && mv "$0/pid.new" "$0/pid"
      "$@" >> "$0/log" 2>&1 < /dev/null
      echo $? > "$0/exit.new"
      mv "$0/exit.new" "$0/exit"
      """;

  /** Starts the program; returns at once. Harmless when it already runs or has ended. */
  void start(List<String> program, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", SUPERVISOR));
    command.add(home.folder().toString());
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.folder().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(home.log().toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process _ = builder.start();
    } catch (IOException e) {
      throw new PeerUnavailable("A worker process could not be started: " + e.getMessage(), e);
    }
  }

  /** The session leader, if it lives. A recycled pid is told apart by its command line. */
  Optional<ProcessHandle> handle() {
    return home.pid()
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(p ->
            p.info().commandLine().filter(c -> c.contains(home.folder().toString())).isPresent());
  }

  /** Asks the whole group to end. */
  void terminate() {
    handle().ifPresent(p -> signal("TERM", p.pid()));
  }

  /** Ends the whole group without asking. */
  void kill() {
    handle().ifPresent(p -> signal("KILL", p.pid()));
  }

  private static void signal(String name, long group) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, "--", "-" + group)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean _ = kill.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new PeerUnavailable("A worker process could not be signalled: " + e.getMessage(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
