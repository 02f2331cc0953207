package io.wherry.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountTableTest {
  private final MountTable table =
      MountTable.parse(
          """
          proc /proc proc rw 0 0
          filer:/export /mnt/filer nfs4 rw 0 0
          filer:/export/deep /mnt/deep nfs4 rw 0 0
          filer:/export/local /mnt/wrong ext4 rw 0 0
          other:/a\\040b /mnt/ab nfs rw 0 0
          """);

  @Test
  void findsAMountedShareAndDirectoriesBelowIt() {
    assertThat(table.find("filer", "/export")).contains(Path.of("/mnt/filer"));
    assertThat(table.find("filer", "/export/ova")).contains(Path.of("/mnt/filer/ova"));
    assertThat(table.find("other", "/a b")).contains(Path.of("/mnt/ab"));
  }

  @Test
  void takesTheNearestOfSeveralExports() {
    assertThat(table.find("filer", "/export/deep/x")).contains(Path.of("/mnt/deep/x"));
    assertThat(table.find("filer", "/export/local")).contains(Path.of("/mnt/filer/local"));
  }

  @Test
  void doesNotTakeAnotherServersShare() {
    assertThat(table.find("stranger", "/export")).isEmpty();
    assertThat(table.find("filer", "/exports")).isEmpty();
    assertThat(table.find("filer", "/export/../etc")).isEmpty();
  }

  @Test
  void localhostIsThisMachine() {
    assertThat(table.find("localhost", "/a/../b")).contains(Path.of("/b"));
    assertThat(MountTable.isHere("127.0.0.1")).isTrue();
    assertThat(MountTable.isHere("filer")).isFalse();
  }
}
