package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wherry.peers.guest.RecorderGuest;
import io.wherry.resources.Kinds;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that writes faster to its memory than is copied, and what may be done to it. */
class DisruptionE2eTest {
  private static final RecorderGuest.Load BUSY = RecorderGuest.Load.dirtying(40 << 20, 32 << 20);

  /** For 64 MiB that is 10 s. */
  private static final int SECONDS_PER_GIB = 160;

  @TempDir private Path folder;
  private LiveScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = LiveScene.start(folder, BUSY);
    scene.configure(
        c -> c.put("bandwidthPerMigration", "8Mi").put("completionTimeoutPerGiB", SECONDS_PER_GIB));
  }

  @AfterEach
  void stop() throws IOException {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void withoutPermissionItStays() {
    String first = scene.node();
    scene.awaitPhase(scene.migrate("never"), "Failed");
    assertThat(scene.state().path("failureReason").asText()).contains("not completed after 10");
    assertThat(scene.node()).isEqualTo(first);
    scene.assertUnharmed();
  }

  @Test
  void itIsPausedUntilItIsThere() {
    String first = scene.node();
    scene.configure(c -> c.put("allowWorkloadDisruption", true));
    scene.awaitPhase(scene.migrate("paused"), "Succeeded");
    assertThat(scene.state().path("mode").asText()).isEqualTo("Paused");
    assertThat(scene.state().at("/transfer/pauseMs").asLong()).isPositive();
    assertThat(scene.node()).isNotEqualTo(first);
    scene.assertUnharmed();
  }

  @Test
  void itIsToldWhatWouldHelpAndGetsIt() throws Exception {
    scene.configure(c -> c.put("completionTimeoutPerGiB", 0));
    scene.migrate("slow");
    await()
        .atMost(LiveScene.LONG)
        .until(() -> scene.state().at("/transfer/converges").asText().equals("no"));
    assertThat(scene.state().at("/transfer/advice").asText()).contains("a pause of");
    assertThat(scene.state().at("/transfer/bandwidthLimit").asLong()).isEqualTo(8 << 20);
    assertThat(wherry("migration", "list", "-A")).contains("slow", "Running", "does not catch up");
    assertThat(wherry("migration", "set", "slow", "--bandwidth", "0", "--max-downtime", "900"))
        .contains("changed");
    scene.awaitPhase(new ResourceKey(Kinds.VMIM, LiveScene.NS, "slow"), "Succeeded");
    assertThat(scene.state().at("/transfer/bandwidthLimit").asLong()).isZero();
    assertThat(scene.state().at("/transfer/maxDowntimeMs").asLong()).isEqualTo(900);
    assertThat(wherry("migration", "set", "slow", "--bandwidth", "1")).contains("is over");
    assertThat(wherry("migration", "cancel", "slow")).contains("past the point of no return");
    scene.assertUnharmed();
  }

  private String wherry(String... arguments) throws Exception {
    List<String> command = ServerProcess.command(arguments);
    Path out = Files.createTempFile(folder, "wherry", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("KUBECONFIG", scene.data().resolve("kubeconfig").toString());
    assertThat(builder.start().waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(out);
  }

  @Test
  void itGoesOnThereBeforeItsMemory() {
    String first = scene.node();
    scene.configure(c -> c.put("allowPostCopy", true));
    scene.awaitPhase(scene.migrate("post-copy"), "Succeeded");
    assertThat(scene.state().path("mode").asText()).isEqualTo("PostCopy");
    assertThat(scene.node()).isNotEqualTo(first);
    scene.assertUnharmed();
  }
}
