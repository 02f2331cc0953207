package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration of live migration, as a newcomer runs it. */
class DemoLiveE2eTest {
  private static final String COUNTED =
      "Records \\d+ to \\d+ without a gap, started 1 time, one copy runs.";

  @TempDir private Path folder;

  @Test
  void aGuestCountsOnWhileItMovesAndItsNodeIsDrained() throws Exception {
    Peers.need("qemu-system-x86_64");
    Peers.need("as");
    Path data = folder.resolve("d");
    List<String> command =
        ServerProcess.command(
            "demo", "live", "--exit", "--moves", "1", "--port", "0", "--data", data.toString());
    Path said = folder.resolve("out");
    Process demo =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(demo.waitFor(180, TimeUnit.SECONDS)).as("it ends").isTrue();
      String text = Files.readString(said);
      assertThat(demo.exitValue()).as("%s", text).isZero();
      assertThat(text)
          .containsPattern("Move 1: .* stood still for \\d+ ms\\. " + COUNTED)
          .containsPattern("evicting pod .*virt-launcher-counter-.*\n  node/.* drained")
          .containsPattern("Drain: .* stood still for \\d+ ms\\. " + COUNTED);
    } finally {
      demo.destroy();
      demo.onExit().join();
      ServerProcess.endMachines(data);
    }
  }
}
