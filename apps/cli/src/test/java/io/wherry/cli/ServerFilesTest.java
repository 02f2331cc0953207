package io.wherry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFilesTest {
  @TempDir private Path folder;

  @Test
  void aClaimedDirectoryHasAServerUntilItIsReleased() {
    ServerFiles files = new ServerFiles(folder);
    assertThat(files.server()).isEmpty();
    files.claim();
    assertThat(files.server().orElseThrow().pid()).isEqualTo(ProcessHandle.current().pid());
    files.release();
    assertThat(files.server()).isEmpty();
  }

  @Test
  void refusesADirectoryThatAnotherProcessServes() throws IOException {
    ProcessHandle other = ProcessHandle.current().parent().orElseThrow();
    Files.writeString(
        folder.resolve("wherry.pid"),
        other.pid() + " " + other.info().startInstant().orElseThrow().toEpochMilli() + "\n");
    assertThatThrownBy(new ServerFiles(folder)::claim)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("wherry down");
  }

  @Test
  void aRecycledPidIsNoServer() throws IOException {
    Files.writeString(folder.resolve("wherry.pid"), ProcessHandle.current().pid() + " 12345\n");
    assertThat(new ServerFiles(folder).server()).isEmpty();
    new ServerFiles(folder).claim();
  }

  @Test
  void rubbishInThePidFileIsNoServer() throws IOException {
    Files.writeString(folder.resolve("wherry.pid"), "not a number");
    assertThat(new ServerFiles(folder).server()).isEmpty();
  }

  @Test
  void saysThatNobodyServedTheDirectoryYet() {
    assertThatThrownBy(new ServerFiles(folder)::kubeconfigText)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("wherry up");
  }
}
