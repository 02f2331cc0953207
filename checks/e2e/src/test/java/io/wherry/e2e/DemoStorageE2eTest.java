package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration of live storage migration, as a newcomer runs it. */
class DemoStorageE2eTest {
  private static final String MOVED =
      ": 100%, moved live, its requests waited for at most [0-9.]+ ms\n"
          + "  Records \\d+ to \\d+ without a gap, started 1 time, one copy runs.";

  @TempDir private Path folder;

  @Test
  void aGuestCountsOnWhileItsDiskMovesThereAndBack() throws Exception {
    Peers.need("qemu-system-x86_64");
    Peers.need("as");
    Path data = folder.resolve("d");
    List<String> command =
        ServerProcess.command(
            "demo", "storage", "--exit", "--port", "0", "--data", data.toString());
    Path said = folder.resolve("out");
    Process demo =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(demo.waitFor(180, TimeUnit.SECONDS)).as("it ends").isTrue();
      String text = Files.readString(said);
      assertThat(demo.exitValue()).as("%s", text).isZero();
      assertThat(text)
          .containsPattern(
              "There: claim counter \\(shared-raw\\) -> counter-mig-.* \\(local-raw\\)\\.\n"
                  + "  \\[counter\\] counting/counter"
                  + MOVED)
          .containsPattern("Back: .*\n  \\[counter-mig-.*\\] counting/counter" + MOVED);
    } finally {
      demo.destroy();
      demo.onExit().join();
      ServerProcess.endMachines(data);
    }
  }
}
