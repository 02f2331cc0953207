package io.wherry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.WorkerMount;
import io.wherry.resources.WorkerTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks with the real ansible-playbook. */
class HookCommandPeerTest {
  private final List<String> log = new ArrayList<>();
  @TempDir private Path temp;

  @BeforeEach
  void need() throws IOException {
    Peers.need("ansible-playbook");
    Files.createDirectories(temp.resolve("files"));
    Files.createDirectories(temp.resolve("scratch"));
  }

  private void run(String playbook, long deadline) throws IOException {
    Files.writeString(temp.resolve("files/playbook.yml"), playbook);
    Files.writeString(temp.resolve("files/workload.yml"), "name: web-7\n");
    var mount = new WorkerMount("/tmp/hook", temp.resolve("files").toString(), "", true, 0);
    var command = new HookCommand(new PodPaths(List.of(mount)), log::add, temp.resolve("scratch"));
    var _ = command.run(new WorkerTask.Hook("/tmp/hook", "playbook.yml", deadline));
  }

  @Test
  void readsTheFilesAtTheirDocumentedPlace() throws IOException {
    run(
        """
        - hosts: localhost
          gather_facts: false
          tasks:
          - include_vars: {file: /tmp/hook/workload.yml, name: workload}
          - debug: {msg: "machine {{ workload.name }}"}
        """,
        0);
    assertThat(String.join("\n", log)).contains("machine web-7").contains("failed=0");
  }

  @Test
  void aFailedTaskFailsTheHookWithItsLastWords() {
    assertThatThrownBy(() ->
            run(
                """
                - hosts: localhost
                  gather_facts: false
                  tasks:
                  - fail: {msg: "no backup found"}
                """,
                0))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("exit code 2")
        .hasMessageContaining("no backup found");
  }

  @Test
  void aPlaybookThatHangsIsEndedAtItsDeadline() {
    assertThatThrownBy(() ->
            run(
                """
                - hosts: localhost
                  gather_facts: false
                  tasks:
                  - command: sleep 600
                """,
                5))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("did not end within 5 s");
  }

  @Test
  void anEmptyPlaybookIsRefused() {
    assertThatThrownBy(() -> run("  ", 0)).hasMessageContaining("no playbook");
  }
}
