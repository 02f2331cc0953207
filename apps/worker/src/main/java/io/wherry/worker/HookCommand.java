package io.wherry.worker;

import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does a {@link WorkerTask.Hook}: runs ansible-playbook on this machine, as a supervised process.
 * Playbooks name their files by the folder they have in a container; here that is another one.
 */
final class HookCommand {
  private static final int LINE_CHARS = 2000;
  private static final long OUTPUT_CHARS = 1 << 20;
  private static final int LAST_LINES = 8;

  private final PodPaths paths;
  private final Consumer<String> log;
  private final Path scratch;

  HookCommand(PodPaths paths, Consumer<String> log, Path scratch) {
    this.paths = paths;
    this.log = log;
    this.scratch = scratch;
  }

  /**
   * Runs the playbook. Blocks; interruption ends it.
   *
   * @throws PeerRefused ansible-playbook is missing
   * @throws InvalidRequest the playbook is missing, failed, or took too long
   */
  WorkerReport run(WorkerTask.Hook task) {
    Path folder = paths.find(task.folder()).path();
    Process process = start(rewritten(task, folder), folder);
    Deque<String> last = new ArrayDeque<>();
    Thread reader = Thread.ofVirtual().start(() -> drain(process, last));
    try {
      boolean ended = await(process, task.deadlineSeconds());
      if (!ended) {
        throw new InvalidRequest(
            "The playbook did not end within %d s. Raise the hook's deadline."
                .formatted(task.deadlineSeconds()));
      }
      reader.join();
      if (process.exitValue() != 0) {
        throw new InvalidRequest(
            "The playbook failed (exit code %d): %s"
                .formatted(process.exitValue(), String.join(" | ", last)));
      }
      return new WorkerReport(true, "", "", "", false, Map.of(), List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("The playbook was stopped.", e);
    } finally {
      end(process);
    }
  }

  private static boolean await(Process process, long deadlineSeconds) throws InterruptedException {
    if (deadlineSeconds <= 0) {
      int _ = process.waitFor();
      return true;
    }
    return process.waitFor(deadlineSeconds, TimeUnit.SECONDS);
  }

  private Path rewritten(WorkerTask.Hook task, Path folder) {
    try {
      String text = Files.readString(folder.resolve(task.playbook()));
      if (text.isBlank()) {
        throw new InvalidRequest("The hook has no playbook.");
      }
      return Files.writeString(
          scratch.resolve(task.playbook()), text.replace(task.folder(), folder.toString()));
    } catch (IOException e) {
      throw new InvalidRequest("The playbook cannot be read: " + e.getMessage(), e);
    }
  }

  private static Process start(Path playbook, Path folder) {
    ProcessBuilder builder =
        new ProcessBuilder("ansible-playbook", playbook.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("ANSIBLE_NOCOLOR", "1");
    builder.environment().put("ANSIBLE_LOCALHOST_WARNING", "False");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new PeerRefused(
          "ansible-playbook is missing. Install it: apt-get install ansible-core.", e);
    }
  }

  // Everything is read, or the playbook would wait; not everything is kept.
  private void drain(Process process, Deque<String> last) {
    long printed = 0;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = BoundedLines.next(lines, LINE_CHARS);
      while (line != null) {
        printed += line.length();
        if (printed <= OUTPUT_CHARS) {
          log.accept(line);
        }
        if (!line.isBlank()) {
          last.addLast(line);
          if (last.size() > LAST_LINES) {
            String _ = last.removeFirst();
          }
        }
        line = BoundedLines.next(lines, LINE_CHARS);
      }
    } catch (IOException e) {
      log.accept("the playbook's output ended: " + e.getMessage());
    }
    if (printed > OUTPUT_CHARS) {
      log.accept("the playbook printed %d characters; the rest was left out".formatted(printed));
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    Process _ = process.destroyForcibly();
  }
}
