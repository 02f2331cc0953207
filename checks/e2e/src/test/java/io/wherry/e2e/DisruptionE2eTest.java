package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.guest.RecorderGuest;
import java.io.IOException;
import java.nio.file.Path;
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
  void itGoesOnThereBeforeItsMemory() {
    String first = scene.node();
    scene.configure(c -> c.put("allowPostCopy", true));
    scene.awaitPhase(scene.migrate("post-copy"), "Succeeded");
    assertThat(scene.state().path("mode").asText()).isEqualTo("PostCopy");
    assertThat(scene.node()).isNotEqualTo(first);
    scene.assertUnharmed();
  }
}
